import { mkdir, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { io } from "@tensorflow/tfjs-core";
import type * as tfl from "@tensorflow/tfjs-layers";
import { moveIntoPlace } from "./move-into-place.ts";

/** How {@link saveModel} treats a folder that exists. */
export interface SaveModelOptions {
  /** Whether to replace a model directory that stands there already; false by default. */
  readonly replace?: boolean;
}

const shardBytes = 4 * 1024 * 1024; // the shard size of TensorFlow.js's converter

/**
 * Writes a model in TensorFlow.js's layers format: `model.json` and the weights in shards of at most 4 MiB.
 *
 * The files are written into a temporary folder beside the target, which is then renamed, so that a killed process
 * leaves a whole model directory or none. Replacing takes two renames: killed between them, the process leaves both
 * the old and the new model whole beside the target, under names that end in `.tmp`.
 *
 * @param model - the model to write; it stays the caller's
 * @param folder - where to; its parent folders are made
 * @param options - whether an existing model directory may be replaced
 * @throws ModelDirectoryError if the folder exists (unless it is empty, or a model directory and `replace` is true),
 *   or cannot be written
 */
export async function saveModel(
  model: tfl.LayersModel,
  folder: string,
  { replace = false }: SaveModelOptions = {},
): Promise<void> {
  await moveIntoPlace(resolve(folder), replace, async (temporary) => {
    await model.save(
      io.withSaveHandler(async (artifacts) => {
        const paths = await writeShards(temporary, io.CompositeArrayBuffer.join(artifacts.weightData));
        const { weightSpecs = [], weightData: _written, ...rest } = artifacts;
        const json = { ...rest, weightsManifest: [{ paths, weights: weightSpecs }] };
        await writeFile(join(temporary, "model.json"), JSON.stringify(json), { flush: true });
        return { modelArtifactsInfo: io.getModelArtifactsInfoForJSON(artifacts) };
      }),
    );
  });
}

/** Writes the weights as `group1-shard<i>of<n>.bin` and returns these names; a model without weights has no shard. */
async function writeShards(folder: string, weights: ArrayBuffer): Promise<string[]> {
  const count = Math.ceil(weights.byteLength / shardBytes);
  const names = Array.from({ length: count }, (_, i) => `group1-shard${i + 1}of${count}.bin`);
  await mkdir(folder, { recursive: true });
  await Promise.all(
    names.map(async (name, i) => {
      const bytes = new Uint8Array(weights.slice(i * shardBytes, (i + 1) * shardBytes));
      await writeFile(join(folder, name), bytes, { flush: true });
    }),
  );
  return names;
}
