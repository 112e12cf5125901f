import { flagOf, type LayerCall, layerError, type LayerPart, numberOf, onlyInput, sampleAxes } from "./layer-call.ts";
import type { LayerReader } from "./read-layer.ts";

/**
 * Layers that normalise.
 *
 * @internal
 */
export const normalizationReaders: ReadonlyMap<string, LayerReader> = new Map([
  ["BatchNormalization", batchNormalization],
  ["LayerNormalization", layerNormalization],
]);

function batchNormalization(layer: LayerCall): readonly LayerPart[] {
  const { shape } = onlyInput(layer);
  const [axis = -1, ...others] = sampleAxes(layer, "axis", shape.length, -1);
  if (others.length > 0) throw layerError(layer, `axis must be one, received ${others.length + 1}`);
  const size = [shape[axis] ?? 0];
  const variance = layer.weight("moving_variance", size);
  const epsilon = epsilonOf(layer);
  const smallest =
    variance.reduce((least, value) => Math.min(least, value), Infinity) + Math.min(epsilon, Math.fround(epsilon));
  if (!(smallest > 0)) throw layerError(layer, `variance + epsilon must be > 0, received ${smallest}`);
  return [
    {
      suffix: "",
      kind: layer.kind,
      outputShape: shape,
      action: {
        type: "batchNormalization",
        axis,
        gamma: flagOf(layer, "scale", true) ? layer.weight("gamma", size) : null,
        beta: flagOf(layer, "center", true) ? layer.weight("beta", size) : null,
        mean: layer.weight("moving_mean", size),
        variance,
        epsilon,
      },
    },
  ];
}

function layerNormalization(layer: LayerCall): readonly LayerPart[] {
  const { shape } = onlyInput(layer);
  const axes = sampleAxes(layer, "axis", shape.length, -1);
  const sizes = axes.map((axis) => shape[axis] ?? 0);
  const epsilon = epsilonOf(layer);
  if (!(Math.fround(epsilon) > 0)) throw layerError(layer, `epsilon must be > 0, received ${epsilon}`);
  return [
    {
      suffix: "",
      kind: layer.kind,
      outputShape: shape,
      action: {
        type: "layerNormalization",
        axes,
        gamma: flagOf(layer, "scale", true) ? layer.weight("gamma", sizes) : null,
        beta: flagOf(layer, "center", true) ? layer.weight("beta", sizes) : null,
        epsilon,
      },
    },
  ];
}

function epsilonOf(layer: LayerCall): number {
  const epsilon = numberOf(layer, "epsilon", 1e-3);
  if (epsilon < 0) throw layerError(layer, `epsilon must be >= 0, received ${epsilon}`);
  return epsilon;
}
