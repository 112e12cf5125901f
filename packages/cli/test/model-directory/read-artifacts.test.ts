import { execFileSync } from "node:child_process";
import { mkdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { hashModel } from "@lipschitz-gan/certificates";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { artifactsOf } from "../../src/model-directory/artifacts-of.ts";
import { ModelDirectoryError } from "../../src/model-directory/model-directory-error.ts";
import { readArtifacts } from "../../src/model-directory/read-artifacts.ts";
import { saveModel } from "../../src/model-directory/save-model.ts";
import { smallModel, useTemporaryFolder } from "./support.ts";

async function refusal(folder: string): Promise<string> {
  const error: unknown = await readArtifacts(folder).catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(ModelDirectoryError);
  return (error as Error).message;
}

describe("readArtifacts", () => {
  const folder = useTemporaryFolder();

  it("reads what saveModel wrote, which is what the model has in memory, to the same hash", async () => {
    const model = smallModel();
    await saveModel(model, join(folder.path, "m"));
    const [read, inMemory] = [await readArtifacts(join(folder.path, "m")), await artifactsOf(model)];
    expect(read).toEqual(inMemory);
    expect(await hashModel(read)).toEqual(await hashModel(inMemory));
  });

  it("keeps weights as they are stored, quantized ones too, and layers that nobody knows", async () => {
    const quantization = { dtype: "uint8", scale: 0.5, min: -1, original_dtype: "float32" };
    const weights = [
      { name: "a/kernel", shape: [3], dtype: "float32", quantization },
      { name: "a/bias", shape: [1], dtype: "float32" },
    ];
    const modelTopology = { class_name: "Sequential", config: { layers: [{ class_name: "Mystery", config: {} }] } };
    const weightsManifest = [{ paths: ["a.bin", "b.bin"], weights }];
    await writeFile(join(folder.path, "model.json"), JSON.stringify({ modelTopology, weightsManifest }));
    await writeFile(join(folder.path, "a.bin"), Uint8Array.of(1, 2));
    await writeFile(join(folder.path, "b.bin"), Uint8Array.of(3, 0, 0, 128, 63));
    const artifacts = await readArtifacts(folder.path);
    expect(artifacts).toMatchObject({ modelTopology, weightSpecs: weights });
    expect([...new Uint8Array(artifacts.weightData)]).toEqual([1, 2, 3, 0, 0, 128, 63]);
  });

  it("does not hang at pipes and devices that a download links to", async () => {
    const model = join(folder.path, "m");
    await saveModel(smallModel(), model);
    const shard = join(model, "group1-shard1of1.bin");
    for (const file of [shard, join(model, "model.json")]) {
      const bytes = await readFile(file);
      for (const place of [
        () => symlink("/dev/zero", file),
        () => Promise.resolve(void execFileSync("mkfifo", [file])),
        () => mkdir(file),
        () => symlink(file, file),
      ]) {
        await rm(file, { recursive: true });
        await place();
        expect(await refusal(model)).toMatch(
          /(?:bin|json): cannot be read \((?:neither a file nor a folder|EISDIR|ELOOP)/,
        );
      }
      await rm(file);
      await writeFile(file, bytes);
    }
  });

  it("refuses damaged files, and never with another error", async () => {
    const model = join(folder.path, "m");
    await saveModel(smallModel(), model);
    const file = join(model, "model.json");
    const bytes = await readFile(file);
    await fc.assert(
      fc.asyncProperty(fc.nat(bytes.length - 1), fc.nat(255), fc.boolean(), async (at, value, cut) => {
        const damaged = Buffer.from(cut ? bytes.subarray(0, at) : bytes);
        if (!cut) damaged[at] = value;
        await writeFile(file, damaged);
        const end = await readArtifacts(model).then(
          () => "read", // a byte within a name or the topology
          (error: unknown) => (error instanceof ModelDirectoryError ? "refused" : error),
        );
        expect(cut ? ["refused"] : ["read", "refused"]).toContain(end);
      }),
    );
  });
});
