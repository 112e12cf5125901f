import type { EntrywiseAction } from "../network/operation.ts";

/**
 * The least and the largest slope between any two points of an activation that acts on every entry, rounded outward.
 *
 * Slopes of swish, mish and both forms of gelu leave [0, 1] on both sides. For swish and gelu, φ(x) − φ(−x) = x, so that
 * φ′(x) + φ′(−x) = 1 and the least slope is 1 minus the largest.
 *
 * @param action - the activation; of a PReLU with a slope for each entry, the range holds for all of them
 * @returns the least and the largest slope
 *
 * @internal
 */
export function slopeRange(action: EntrywiseAction): readonly [number, number] {
  if (action.name !== "leakyrelu") return RANGES[action.name];
  return [
    action.slopes.reduce((least, slope) => Math.min(least, slope), 1),
    action.slopes.reduce((largest, slope) => Math.max(largest, slope), 1),
  ];
}

const RANGES: Readonly<Record<Exclude<EntrywiseAction["name"], "leakyrelu">, readonly [number, number]>> = {
  linear: [1, 1],
  relu: [0, 1],
  elu: [0, 1],
  selu: [0, 1.7581], // 1.758099… on the left of 0
  sigmoid: [0, 1 / 4],
  hardsigmoid: [0, Math.fround(0.2)], // TensorFlow.js multiplies by the float32 next to 0.2
  softplus: [0, 1],
  softsign: [0, 1],
  tanh: [0, 1],
  swish: [-0.09984, 1.09984], // 1.0998393… at 2.39936
  mish: [-0.1126, 1.0885], // −0.11252… and 1.0884982…
  gelu: [-0.12891, 1.12891], // 1.1289041… at √2
  gelunew: [-0.129, 1.129], // 1.1289931… at 1.41850
};
