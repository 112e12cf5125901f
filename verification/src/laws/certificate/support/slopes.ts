import { createRng } from "@lipschitz-gan/core";
import type { Measurement } from "../../../kit/measurement.ts";
import { evaluationError } from "../../../oracles/network-constant.ts";
import { type ReferenceNetwork, referenceOutput } from "../../../oracles/reference-network.ts";

/** A measured pair: what is between the outputs, how far the inputs are apart, and what of the first is rounding. */
export interface MeasuredPair {
  readonly rise: number;
  readonly distance: number;
  readonly error: number;
}

/**
 * Pairs of samples in a box: some far apart, some close, and some where the second is moved to where the network rises more, as
 * found by trying.
 *
 * @param network - the network, evaluated by the reference
 * @param seed - of the random numbers
 * @param count - how many pairs
 * @param low - least entries
 * @param high - largest entries
 */
export function measuredPairs(
  network: ReferenceNetwork,
  seed: number,
  count: number,
  low: ArrayLike<number>,
  high: ArrayLike<number>,
): readonly MeasuredPair[] {
  const random = createRng(seed).stream("pairs");
  const error = evaluationError(network);
  const inBox = (value: number, i: number): number => Math.min(high[i] ?? 0, Math.max(low[i] ?? 0, value));
  const widthOf = (i: number): number => (high[i] ?? 0) - (low[i] ?? 0);
  return Array.from({ length: count }, (_, k) => {
    const x = Float64Array.from({ length: low.length }, (_unused, i) => (low[i] ?? 0) + widthOf(i) * random.uniform());
    const reach = REACHES[k % REACHES.length] ?? 1;
    const around = (z: Float64Array): Float64Array => z.map((value, i) => inBox(value + reach * widthOf(i) * random.normal(), i)); // prettier-ignore
    const fx = referenceOutput(network, x);
    let best = { y: around(x), rise: 0, distance: 1 };
    for (let t = 0; t < N_TRIES; t++) {
      const y = t % 2 === 0 ? around(x) : around(best.y);
      const found = { y, rise: distanceOf(referenceOutput(network, y), fx), distance: distanceOf(x, y) };
      if (found.distance > 0 && found.rise * best.distance >= best.rise * found.distance) best = found;
    }
    return { rise: best.rise, distance: best.distance, error: error(x) + error(best.y) };
  });
}

const REACHES = [1, 0.1, 1e-2, 1e-4];
const N_TRIES = 6;

/** Euclidean distance, rounding relative to it: `(n / 2 + 2) u`. */
export function distanceOf(x: ArrayLike<number>, y: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += ((x[i] as number) - (y[i] as number)) ** 2; // in range
  return Math.sqrt(sum);
}

/**
 * A pair against a Lipschitz bound. Of the two distances as many roundings are allowed as they have entries.
 *
 * @param pair - the pair
 * @param upper - the bound
 * @param entries - entries of a sample and of an output together
 * @param what - what is said of it
 */
export function pairAgainst(pair: MeasuredPair, upper: number, entries: number, what: string): Measurement {
  const slack = 1 + (entries + 8) * 2 ** -53;
  return { observed: pair.rise, allowed: upper * pair.distance * slack + pair.error, what };
}
