import { activationParts, activationReaders } from "./activation-layers.ts";
import { embeddingReaders } from "./embedding-layers.ts";
import { kernelReaders } from "./kernel-layers.ts";
import { type LayerCall, layerError, type LayerPart } from "./layer-call.ts";
import { mergeReaders } from "./merge-layers.ts";
import { movingReaders } from "./moving-layers.ts";
import { normalizationReaders } from "./normalization-layers.ts";
import { poolingReaders } from "./pooling-layers.ts";

/** Reads one layer's settings and weights. */
export type LayerReader = (layer: LayerCall) => readonly LayerPart[];

/**
 * The operations of a layer at one place, the activation at its end included.
 *
 * @param layer - the layer and what flows in
 * @returns one or more operations
 * @throws RangeError for a layer that is not known or has no Lipschitz constant, and for bad settings
 * @internal
 */
export function readLayer(layer: LayerCall): readonly LayerPart[] {
  const reader = READERS.get(layer.kind);
  if (reader === undefined) {
    const reason = WITHOUT_CONSTANT.get(layer.kind) ?? "it has no rule";
    throw layerError(layer, `${reason}, received class ${layer.kind.slice(0, 80)}`);
  }
  const parts = reader(layer);
  const last = parts.at(-1);
  return last === undefined || !kernelReaders.has(layer.kind)
    ? parts
    : [...parts, ...activationParts(layer, last.outputShape)];
}

const READERS: ReadonlyMap<string, LayerReader> = new Map([
  ...kernelReaders,
  ...activationReaders,
  ...movingReaders,
  ...poolingReaders,
  ...normalizationReaders,
  ...mergeReaders,
  ...embeddingReaders,
]);

const WITHOUT_CONSTANT: ReadonlyMap<string, string> = new Map([
  ["MultiHeadAttention", "dot-product attention is not globally Lipschitz"],
  ["Attention", "dot-product attention is not globally Lipschitz"],
  ["ThresholdedReLU", "it is not continuous"],
  ["Masking", "it is not continuous, and its mask acts on later layers"],
]);
