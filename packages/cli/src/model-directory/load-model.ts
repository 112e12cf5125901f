import { join, resolve } from "node:path";
import { io } from "@tensorflow/tfjs-core";
import * as tfl from "@tensorflow/tfjs-layers";
import { ModelDirectoryError } from "./model-directory-error.ts";
import { readModelJson } from "./read-model-json.ts";
import { readWeights } from "./read-weights.ts";

/**
 * Reads a model directory: TensorFlow.js's layers format, as written by `saveModel`, `model.save` and the Keras
 * converter.
 *
 * @param folder - the model directory
 * @returns the model; the caller disposes it
 * @throws ModelDirectoryError if a file is missing or damaged, if the weights do not fit the layers, or if a path in
 *   the manifest leads out of the folder
 */
export async function loadModel(folder: string): Promise<tfl.LayersModel> {
  const root = resolve(folder);
  const file = join(root, "model.json");
  const json = await readModelJson(file);
  const weightData = await readWeights(root, json.weightsManifest);
  const weightSpecs = json.weightsManifest.flatMap(({ weights }) => weights);
  try {
    const artifacts = await io.getModelArtifactsForJSON(json, () => Promise.resolve([weightSpecs, weightData]));
    return await tfl.loadLayersModel(io.fromMemory(artifacts));
  } catch (cause) {
    const problem = `TensorFlow.js cannot build the model (${cause instanceof Error ? cause.message : String(cause)})`;
    throw new ModelDirectoryError(file, problem, "register its custom layers first, or save the model again", {
      cause,
    });
  }
}
