import * as tf from "@tensorflow/tfjs-core";
import type * as tfl from "@tensorflow/tfjs-layers";
import { decodeSafetensors } from "../../safetensors/decode-safetensors.ts";
import { encodeSafetensors } from "../../safetensors/encode-safetensors.ts";
import type { SafeTensor } from "../../safetensors/safe-tensor.ts";
import { ExtractorError } from "../extractor-error.ts";

/**
 * Writes a model's weights as half-precision safetensors, a tensor for each weight by its layer: `<layer>/kernel`,
 * `<layer>/bias`.
 *
 * Half precision keeps 11 bits of each number, and the file at half the size; accuracy is measured with what is stored.
 *
 * @param model - from {@link classifierModel}
 * @returns the bytes; the same weights give the same bytes
 * @throws {@link SafetensorsError} if a weight is not finite or beyond half precision's 65 504
 */
export async function encodeClassifier(model: tfl.LayersModel): Promise<Uint8Array<ArrayBuffer>> {
  const tensors: Record<string, SafeTensor> = {};
  for (const [name, value] of namedWeights(model)) {
    tensors[name] = { dtype: "F16", shape: value.shape, values: await value.data<"float32">() };
  }
  return encodeSafetensors({ tensors, metadata: {} });
}

/**
 * Sets a model's weights from such bytes.
 *
 * @param model - of the same architecture
 * @param bytes - from {@link encodeClassifier}
 * @param where - the file, for messages
 * @throws {@link SafetensorsError} if the bytes are no such file
 * @throws {@link ExtractorError} if a weight is missing, superfluous, not finite or of another shape; the model is as it was then
 */
export function decodeClassifier(model: tfl.LayersModel, bytes: Uint8Array, where: string): void {
  const { tensors } = decodeSafetensors(bytes);
  const weights = namedWeights(model);
  const missing = weights.find(([name]) => !Object.hasOwn(tensors, name));
  if (missing !== undefined) throw new ExtractorError(where, `must hold a tensor ${missing[0]}`, "none");
  const known = new Set(weights.map(([name]) => name));
  const unknown = Object.keys(tensors).find((name) => !known.has(name));
  if (unknown !== undefined) throw new ExtractorError(where, "must hold the classifier's tensors only", unknown);
  const values = weights.map(([name, { shape }]) => checkedValues(tensors[name], name, shape, where));
  tf.tidy(() => model.setWeights(weights.map(([, { shape }], i) => tf.tensor(values[i] ?? [], shape))));
}

function checkedValues(
  stored: SafeTensor | undefined,
  name: string,
  shape: readonly number[],
  where: string,
): Float32Array {
  const values = stored?.values;
  if (!(values instanceof Float32Array) || stored?.shape.join() !== shape.join()) {
    const received = `${stored?.dtype ?? "nothing"} [${stored?.shape.join(", ") ?? ""}]`;
    throw new ExtractorError(where, `${name} must be of shape [${shape.join(", ")}] and at most 32 bits`, received);
  }
  const bad = values.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) throw new ExtractorError(where, `${name} must be finite`, `${values[bad]} at ${bad}`);
  return values;
}

/** In the order of `model.getWeights()`. */
function namedWeights(model: tfl.LayersModel): readonly (readonly [name: string, value: tf.Tensor])[] {
  return model.layers.flatMap((layer) => {
    const values = layer.getWeights();
    return values.map((value, i) => [`${layer.name}/${i === 0 ? "kernel" : "bias"}`, value] as const);
  });
}
