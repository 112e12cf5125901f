import { gradient } from "../evaluation/gradient.ts";
import type { Network } from "../network/operation.ts";
import type { FixedChoice } from "./fixed-choices.ts";
import { pairAround } from "./sample-box.ts";

/**
 * Where a search stands: pairs are laid around the centre along the direction.
 *
 * @internal
 */
export interface Candidate {
  readonly centre: Float64Array;
  readonly direction: Float64Array;
  /** Unit vector in the space of outputs, whose inner product with f is differentiated. */
  readonly cotangent: Float64Array;
  readonly fixed: FixedChoice;
  /** Length of the gradient at the centre. */
  readonly slope: number;
}

/**
 * Two samples and the ratio `|f(x) − f(y)| / |x − y|` in floating point.
 *
 * @internal
 */
export interface Pair {
  readonly x: Float32Array;
  readonly y: Float32Array;
  readonly fixed: FixedChoice;
  readonly ratio: number;
}

/**
 * The plan of a search: the network, the float32 range of samples, and what one gradient costs.
 *
 * @internal
 */
export interface Search {
  readonly network: Network;
  readonly range: readonly [number, number];
  /** Takes the cost of so many gradients off the budget; false if it does not suffice. */
  readonly spend: (nGradients: number) => boolean;
  /** Gets every pair that is measured. */
  readonly record: (pair: Pair) => void;
}

/**
 * Raises the ratio of a pair by moving both samples, at distances that get shorter.
 *
 * With d = x − y, the ratio grows fastest along `∇f(x) + ∇f(y)` in d and along `∇f(x) − ∇f(y)` in the middle of both. Far samples
 * see beyond the piece on which a network of ReLUs is linear, near ones get the whole of a gradient. A step is taken if the
 * ratio grows, else steps get half as long.
 *
 * @param search - network, range and budget
 * @param start - where to begin
 * @param plan - the distances, in shares of half of the range, and how many steps to take at each
 *
 * @internal
 */
export function ascendPair(
  search: Search,
  start: Candidate,
  { distances, nSteps }: { readonly distances: readonly number[]; readonly nSteps: number },
): void {
  const [low, high] = search.range;
  let { centre, direction, cotangent } = start;
  for (const share of distances) {
    const extent = share * ((high - low) / 2);
    let current: Measurement | null = measure(search, { ...start, centre, direction, cotangent }, extent);
    if (current === null) return;
    ({ cotangent } = current);
    let length = extent / 2;
    for (let step = 0; step < nSteps; step++) {
      const { gradientOfX, gradientOfY }: Measurement = current;
      const across = gradientOfX.map((entry, i) => entry - (gradientOfY[i] ?? 0));
      const along = gradientOfX.map((entry, i) => entry + (gradientOfY[i] ?? 0));
      const largest = largestEntry(across);
      if (largestEntry(along) > 0) direction = along;
      // On one linear piece the middle need not move; direction and cotangent turn as in power iteration.
      const isLinear = !(largest > 0);
      const moved: Float64Array = isLinear
        ? centre
        : centre.map((entry, i) => clamp(entry + length * ((across[i] ?? 0) / largest), low, high));
      const next: Measurement | null = measure(
        search,
        { ...start, centre: moved, direction, cotangent: current.cotangent },
        extent,
      );
      if (next === null) return;
      if (isLinear && !(next.ratio > current.ratio * (1 + 1e-5))) break;
      if (next.ratio > current.ratio) {
        [current, centre, cotangent] = [next, moved, next.cotangent];
      } else length /= 2;
    }
  }
}

/**
 * Measures pairs along a candidate's gradient at short distances, where they lie on one linear piece.
 *
 * @param search - network, range and budget
 * @param at - the candidate, which does not move
 *
 * @internal
 */
export function nearPair(search: Search, at: Candidate): void {
  const [low, high] = search.range;
  for (const share of NEAR_DISTANCES) measure(search, at, share * ((high - low) / 2));
}

/** In shares of half of the range. Nearer samples would lose the direction to the rounding of float32. */
const NEAR_DISTANCES = [1e-2, 1e-3, 1e-4, 2e-5];

interface Measurement {
  readonly ratio: number;
  readonly gradientOfX: Float64Array;
  readonly gradientOfY: Float64Array;
  /** Direction of the difference of outputs. */
  readonly cotangent: Float64Array;
}

/** The pair at a candidate, with the gradients at both samples and the direction of the difference of outputs. */
function measure(
  { network, range, spend, record }: Search,
  { centre, direction, cotangent, fixed }: Candidate,
  extent: number,
): Measurement | null {
  if (!spend(2)) return null;
  const [x, y] = pairAround(centre, direction, extent, range);
  const atX = gradient(network, x, cotangent, fixed);
  const atY = gradient(network, y, cotangent, fixed);
  const difference = atX.value.map((entry, i) => entry - (atY.value[i] ?? 0));
  const length = Math.hypot(...difference);
  const ratio = length / Math.sqrt(x.reduce((sum, entry, i) => sum + (entry - (y[i] ?? 0)) ** 2, 0));
  const isUsable = length > 0 && Number.isFinite(ratio);
  if (isUsable) record({ x, y, fixed, ratio });
  return {
    ratio: isUsable ? ratio : 0,
    gradientOfX: atX.gradient,
    gradientOfY: atY.gradient,
    cotangent: isUsable ? difference.map((entry) => entry / length) : cotangent,
  };
}

function largestEntry(x: Float64Array): number {
  let largest = 0;
  for (const entry of x) largest = Math.max(largest, Math.abs(entry));
  return largest;
}

function clamp(x: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, x));
}
