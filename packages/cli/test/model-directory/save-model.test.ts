import { mkdir, readdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import * as tf from "@tensorflow/tfjs-core";
import * as tfl from "@tensorflow/tfjs-layers";
import { describe, expect, it } from "vitest";
import { loadModel } from "../../src/model-directory/load-model.ts";
import { saveModel } from "../../src/model-directory/save-model.ts";
import { filesOf, smallModel, useTemporaryFolder, valuesOf } from "./support.ts";

describe("saveModel", () => {
  const folder = useTemporaryFolder();

  it("writes what TensorFlow.js's own artifacts hold, byte for byte", async () => {
    const model = smallModel();
    const target = join(folder.path, "critic");
    await saveModel(model, target);
    const artifacts = await new Promise<tf.io.ModelArtifacts>((resolve) => {
      void model.save(
        tf.io.withSaveHandler(async (given) => {
          resolve(given);
          return await Promise.resolve({ modelArtifactsInfo: tf.io.getModelArtifactsInfoForJSON(given) });
        }),
      );
    });
    const files = await filesOf(target);
    expect(Object.keys(files)).toEqual(["group1-shard1of1.bin", "model.json"]);
    expect(new Uint8Array(files["group1-shard1of1.bin"] ?? [])).toEqual(
      new Uint8Array(tf.io.CompositeArrayBuffer.join(artifacts.weightData)),
    );
    const { weightData: _bytes, weightSpecs, ...rest } = artifacts;
    expect(JSON.parse(String(files["model.json"]))).toEqual({
      ...JSON.parse(JSON.stringify(rest)),
      weightsManifest: [{ paths: ["group1-shard1of1.bin"], weights: weightSpecs }],
    });
  });

  it("is read by TensorFlow.js's own HTTP loader", async () => {
    const model = smallModel();
    await saveModel(model, join(folder.path, "critic"));
    const fetchFunc = async (url: string): Promise<Response> => {
      const name = new URL(url).pathname.slice(1);
      const type = name.endsWith(".json") ? "application/json" : "application/octet-stream";
      return new Response(await readFile(join(folder.path, name)), { headers: { "content-type": type } });
    };
    const handler = tf.io.http("http://host/critic/model.json", { fetchFunc: fetchFunc as typeof fetch });
    const loaded = await tfl.loadLayersModel(handler);
    expect(valuesOf(loaded)).toEqual(valuesOf(model));
  });

  it("cuts weights of more than 4 MiB into shards and reads them back", async () => {
    const inputShape = [1025];
    const model = tfl.sequential({
      layers: [tfl.layers.dense({ inputShape, units: 1024, kernelInitializer: "zeros" })],
    });
    model.setWeights([tf.reshape(tf.range(0, 1025 * 1024), [1025, 1024]), tf.range(0, 1024)]);
    const target = join(folder.path, "large");
    await saveModel(model, target);
    const sizes = Object.entries(await filesOf(target)).map(([name, bytes]) => [name, bytes.length]);
    expect(sizes.slice(0, 2)).toEqual([
      ["group1-shard1of2.bin", 4 * 1024 * 1024],
      ["group1-shard2of2.bin", 4 * 1024 * 2],
    ]);
    expect(valuesOf(await loadModel(target))).toEqual(valuesOf(model));
  });

  it("writes a model without weights", async () => {
    const target = join(folder.path, "flat");
    await saveModel(tfl.sequential({ layers: [tfl.layers.flatten({ inputShape: [2, 2] })] }), target);
    expect(await readdir(target)).toEqual(["model.json"]);
    expect((await loadModel(target)).weights).toEqual([]);
  });

  it("leaves nothing but the model behind, and writes the same model to the same bytes", async () => {
    const model = smallModel();
    await saveModel(model, join(folder.path, "a"));
    await mkdir(join(folder.path, "b")); // an empty folder is free to take
    await saveModel(model, join(folder.path, "b"));
    expect(await readdir(folder.path)).toEqual(["a", "b"]);
    expect(await filesOf(join(folder.path, "b"))).toEqual(await filesOf(join(folder.path, "a")));
  });

  it("replaces a model directory only when told to", async () => {
    const target = join(folder.path, "critic");
    await saveModel(smallModel(), target);
    await writeFile(join(target, "certificate.json"), "{}"); // of the old weights: it goes with them
    const before = await filesOf(target);
    const next = smallModel();
    await expect(saveModel(next, target)).rejects.toThrow(/critic: must not exist yet, found a model directory/);
    expect(await filesOf(target)).toEqual(before);
    await saveModel(next, target, { replace: true });
    expect(await readdir(target)).toEqual(["group1-shard1of1.bin", "model.json"]);
    expect(valuesOf(await loadModel(target))).toEqual(valuesOf(next));
    expect(await readdir(folder.path)).toEqual(["critic"]);
  });

  it("never replaces anything but a model directory", async () => {
    const file = join(folder.path, "file");
    const papers = join(folder.path, "papers");
    await writeFile(file, "x");
    await mkdir(papers);
    await writeFile(join(papers, "model.json"), "{}");
    await writeFile(join(papers, "thesis.txt"), "x");
    const model = smallModel();
    await expect(saveModel(model, file, { replace: true })).rejects.toThrow(/file: must be a folder, found a file/);
    await expect(saveModel(model, papers, { replace: true })).rejects.toThrow(/found .*thesis\.txt; choose a folder/);
    expect(Object.keys(await filesOf(papers))).toEqual(["model.json", "thesis.txt"]);
  });

  it("says in one line where it cannot write, and leaves nothing", async () => {
    await writeFile(join(folder.path, "file"), "x");
    const target = join(folder.path, "file", "critic");
    const error: unknown = await saveModel(smallModel(), target).catch((caught: unknown) => caught);
    expect(error).toMatchObject({ name: "ModelDirectoryError", code: "ERR_MODEL_DIRECTORY", file: target });
    expect((error as Error).message).toMatch(/^.*critic: cannot be written \(.*\); choose another folder$/);
    expect((await stat(join(folder.path, "file"))).isFile()).toBe(true);
    expect(await readdir(folder.path)).toEqual(["file"]);
  });
});
