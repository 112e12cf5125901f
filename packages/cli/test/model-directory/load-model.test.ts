import { mkdir, readdir, readFile, rm, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import * as tf from "@tensorflow/tfjs-core";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { loadModel } from "../../src/model-directory/load-model.ts";
import { ModelDirectoryError } from "../../src/model-directory/model-directory-error.ts";
import { saveModel } from "../../src/model-directory/save-model.ts";
import { smallModel, useTemporaryFolder, valuesOf } from "./support.ts";

// Written by hand after what `tensorflowjs_converter --input_format=keras` makes: Python names, the topology under
// model_config, one group of weights, here in two shards.
const kerasModel = {
  format: "layers-model",
  generatedBy: "keras v2.15.0",
  convertedBy: "TensorFlow.js Converter v4.22.0",
  modelTopology: {
    keras_version: "2.15.0",
    backend: "tensorflow",
    model_config: {
      class_name: "Sequential",
      config: {
        name: "sequential",
        layers: [
          {
            class_name: "Dense",
            config: {
              name: "dense",
              trainable: true,
              batch_input_shape: [null, 2],
              dtype: "float32",
              units: 1,
              activation: "relu",
              use_bias: true,
            },
          },
        ],
      },
    },
  },
  weightsManifest: [
    {
      paths: ["group1-shard1of2.bin", "group1-shard2of2.bin"],
      weights: [
        { name: "dense/kernel", shape: [2, 1], dtype: "float32" },
        { name: "dense/bias", shape: [1], dtype: "float32" },
      ],
    },
  ],
};

async function writeKerasModel(folder: string, json: unknown = kerasModel): Promise<void> {
  const bytes = new Uint8Array(Float32Array.of(3, -2, 0.5).buffer);
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, "model.json"), typeof json === "string" ? json : JSON.stringify(json));
  await writeFile(join(folder, "group1-shard1of2.bin"), bytes.subarray(0, 7)); // shards need not end with a number
  await writeFile(join(folder, "group1-shard2of2.bin"), bytes.subarray(7));
}

async function refusal(folder: string): Promise<string> {
  const error: unknown = await loadModel(folder).catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(ModelDirectoryError);
  expect((error as Error).message).not.toContain("\n");
  return (error as Error).message;
}

describe("loadModel", () => {
  const folder = useTemporaryFolder();

  it("brings a saved model back bit by bit", async () => {
    const model = smallModel();
    await saveModel(model, join(folder.path, "m"));
    const loaded = await loadModel(join(folder.path, "m"));
    expect(valuesOf(loaded)).toEqual(valuesOf(model));
    const x = tf.randomNormal([2, 4, 4, 1], 0, 1, "float32", 7);
    const [before, after] = [model, loaded].map((each) => Array.from((each.predict(x) as tf.Tensor).dataSync()));
    expect(after).toEqual(before);
  });

  it("reads what the Keras converter writes", async () => {
    await writeKerasModel(folder.path);
    const model = await loadModel(folder.path);
    // relu(3 x - 2 y + 0.5) by hand
    expect([
      ...(
        model.predict(
          tf.tensor2d([
            [1, 1],
            [0, 1],
          ]),
        ) as tf.Tensor
      ).dataSync(),
    ]).toEqual([1.5, 0]);
  });

  it("refuses a folder that is missing, is a file, or holds no model.json", async () => {
    expect(await refusal(join(folder.path, "none"))).toMatch(
      /none\/model\.json: cannot be read \(ENOENT.*; name a folder/,
    );
    await writeFile(join(folder.path, "file"), "x");
    expect(await refusal(join(folder.path, "file"))).toMatch(/file\/model\.json: cannot be read \(ENOTDIR/);
    await mkdir(join(folder.path, "dir", "model.json"), { recursive: true });
    expect(await refusal(join(folder.path, "dir"))).toMatch(/dir\/model\.json: cannot be read \(EISDIR/);
  });

  it.each([
    ["", /must be JSON, received 0 characters/],
    ["{\n\n]", /must be JSON, received 4 characters/],
    ["[]", /must be a TensorFlow\.js layers model, but the document: .*expected object/],
    ["{}", /but modelTopology: .*expected object/],
    [{ ...kerasModel, format: "graph-model" }, /but format: .*tfjs_layers_model/],
    [{ ...kerasModel, weightsManifest: [{ paths: [1], weights: [] }] }, /but weightsManifest\.0\.paths\.0: /],
    [{ ...kerasModel, modelTopology: { class_name: "None", config: {} } }, /cannot build the model \(.*None/],
  ])("refuses the model.json %j", async (json, message) => {
    await writeKerasModel(folder.path, json);
    expect(await refusal(folder.path)).toMatch(message);
  });

  it.each(["shape", "dtype"])("refuses a manifest whose %s makes no size", async (key) => {
    for (const value of [[-1], [0.5], [1e300], "string", null]) {
      const weights = [{ ...kerasModel.weightsManifest[0]?.weights[0], [key]: value }];
      await writeKerasModel(folder.path, { ...kerasModel, weightsManifest: [{ paths: [], weights }] });
      expect(await refusal(folder.path)).toMatch(/weightsManifest\.0\.weights\.0\.(?:shape|dtype)/);
    }
  });

  it.each([
    "../secret.bin",
    "a/../../secret.bin",
    "/etc/hostname",
    "https://example.org/w.bin",
    "file:///etc/hostname",
  ])("does not follow the manifest out of the folder to %s", async (path) => {
    const model = join(folder.path, "m");
    const [group] = kerasModel.weightsManifest;
    await writeKerasModel(model, { ...kerasModel, weightsManifest: [{ ...group, paths: [path] }] });
    await writeFile(join(folder.path, "secret.bin"), new Uint8Array(12)); // of the right size, to tempt the loader
    expect(await refusal(model)).toContain(`must lie in the model's folder, received the path "${path}"`);
  });

  it("refuses a shard that is missing, cut short or too long", async () => {
    const shard = join(folder.path, "group1-shard2of2.bin");
    await writeKerasModel(folder.path);
    const whole = await readFile(shard);
    await writeFile(shard, Buffer.concat([whole, whole]));
    expect(await refusal(folder.path)).toMatch(/holds? 17 bytes, but the weights in model.json need 12/);
    await rm(shard);
    expect(await refusal(folder.path)).toMatch(
      /shard2of2\.bin: cannot be read \(ENOENT.*fetch or save the model again/,
    );
    await saveModel(smallModel(), join(folder.path, "own"));
    await truncate(join(folder.path, "own", "group1-shard1of1.bin"), 100);
    expect(await refusal(join(folder.path, "own"))).toMatch(/own\/group1-shard1of1\.bin: holds 100 bytes, but .* need/);
  });

  it("refuses weights that do not fit the layers", async () => {
    const weights = [{ name: "dense/kernel", shape: [3], dtype: "float32" }];
    await writeKerasModel(folder.path, {
      ...kerasModel,
      weightsManifest: [{ paths: kerasModel.weightsManifest[0]?.paths, weights }],
    });
    expect(await refusal(folder.path)).toMatch(/model\.json: TensorFlow\.js cannot build the model/);
  });

  it("refuses every truncation of model.json and of the weights, for all lengths", async () => {
    const model = join(folder.path, "m");
    await saveModel(smallModel(), model);
    const names = await readdir(model);
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...names),
        fc.double({ min: 0, max: 1, maxExcluded: true }),
        async (name, part) => {
          const file = join(model, name);
          const whole = await readFile(file);
          await writeFile(file, whole.subarray(0, Math.floor(part * whole.length)));
          await refusal(model);
          await writeFile(file, whole);
        },
      ),
      { numRuns: 30 },
    );
  });
});
