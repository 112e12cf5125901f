import { join, resolve } from "node:path";
import type { ModelArtifacts } from "@lipschitz-gan/certificates";
import { readModelJson } from "./read-model-json.ts";
import { readWeights } from "./read-weights.ts";

/**
 * Reads a model directory without building the model, so that it needs no TensorFlow.js, and knows no layer's class.
 *
 * @param folder - the model directory
 * @returns topology, weight specs and bytes as they are stored
 * @throws ModelDirectoryError if a file is missing or damaged, or if a path in the manifest leads out of the folder
 */
export async function readArtifacts(folder: string): Promise<ModelArtifacts> {
  const root = resolve(folder);
  const { modelTopology, weightsManifest } = await readModelJson(join(root, "model.json"));
  const weightData = await readWeights(root, weightsManifest);
  return { modelTopology, weightSpecs: weightsManifest.flatMap(({ weights }) => weights), weightData };
}
