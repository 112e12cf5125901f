import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach } from "vitest";
import * as tf from "@tensorflow/tfjs-core";
import * as tfl from "@tensorflow/tfjs-layers";
import "@tensorflow/tfjs-backend-cpu";

/** A folder of its own for every test, and the plain JavaScript backend. */
export function useTemporaryFolder(): { readonly path: string } {
  const folder = { path: "" };
  beforeAll(async () => {
    await tf.setBackend("cpu");
  });
  beforeEach(async () => {
    folder.path = await mkdtemp(join(tmpdir(), "model-directory-"));
  });
  afterEach(async () => {
    await rm(folder.path, { recursive: true, force: true });
  });
  afterAll(() => {
    tf.disposeVariables();
  });
  return folder;
}

/** A small model with weights of its own, in several layer types. */
export function smallModel(): tfl.Sequential {
  return tfl.sequential({
    layers: [
      tfl.layers.conv2d({ inputShape: [4, 4, 1], filters: 2, kernelSize: 3, kernelInitializer: "glorotNormal" }),
      tfl.layers.flatten(),
      tfl.layers.dense({ units: 3, activation: "tanh", biasInitializer: "randomNormal" }),
    ],
  });
}

/** Every file of a folder by name. */
export async function filesOf(folder: string): Promise<Record<string, Buffer>> {
  const names = (await readdir(folder)).toSorted();
  return Object.fromEntries(await Promise.all(names.map(async (name) => [name, await readFile(join(folder, name))])));
}

/** The values of a model's weights, in order. */
export function valuesOf(model: tfl.LayersModel): number[][] {
  return model.getWeights().map((weight) => Array.from(weight.dataSync()));
}
