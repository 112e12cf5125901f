import { enclose } from "../evaluation/enclose.ts";
import type { Network } from "../network/operation.ts";
import type { FixedChoice } from "./fixed-choices.ts";

/**
 * A number that `|f(x) − f(y)| / |x − y|` is at least, in exact arithmetic.
 *
 * With enclosures of f(x) and f(y) of middles m and radii r it is `(|m_x − m_y| − Σ (r_x + r_y)) / |x − y|`. Differences of
 * entries, their squares, the sum of n of them and the root are off by γ(n + 4) together, so that lengths are multiplied by
 * 1 ∓ (n + 8) 2^-52. Sixteen times the radii are taken off, so that a program with other, likewise sound, radii agrees.
 *
 * @param network - the network
 * @param x - a sample of float32
 * @param y - another
 * @param fixed - values of the fixed inputs
 * @returns a number >= 0; 0 if nothing is proven
 * @see Higham (2002), Accuracy and Stability of Numerical Algorithms, 2nd ed., section 3.1
 *
 * @internal
 */
export function provenRatio(network: Network, x: Float32Array, y: Float32Array, fixed: FixedChoice): number {
  const ofX = enclose(network, x, fixed);
  const ofY = enclose(network, y, fixed);
  const n = ofX.middle.length;
  const between = lengthOf(ofX.middle.map((entry, i) => entry - (ofY.middle[i] ?? 0))) * (1 - (n + 8) * 2 ** -52);
  const radii = ofX.radius.reduce((sum, r, i) => sum + r + (ofY.radius[i] ?? 0), 0) * (1 + (2 * n + 8) * 2 ** -52);
  const distance = lengthOf(Float64Array.from(x, (entry, i) => entry - (y[i] ?? 0))) * (1 + (x.length + 8) * 2 ** -52);
  const ratio = ((between - 16 * radii) / distance) * (1 - 2 ** -40);
  return ratio > 0 && ratio < Infinity ? ratio : 0;
}

function lengthOf(x: Float64Array): number {
  return Math.sqrt(x.reduce((sum, entry) => sum + entry * entry, 0));
}
