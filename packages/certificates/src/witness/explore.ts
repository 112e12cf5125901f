import { gradient } from "../evaluation/gradient.ts";
import { randomFixedChoice } from "./fixed-choices.ts";
import type { Candidate, Search } from "./pair-ascent.ts";
import type { RandomNumbers } from "./random-numbers.ts";

/**
 * Measures gradients at the middle of the range, at samples that are given, and at random ones.
 *
 * @param search - network, range and budget
 * @param random - random numbers
 * @param starts - samples
 * @param count - how many gradients in all
 * @returns the steepest first
 *
 * @internal
 */
export function explore(
  search: Search,
  random: RandomNumbers,
  starts: readonly Float32Array[],
  count: number,
): readonly Candidate[] {
  const { network, range, spend } = search;
  const [low, high] = range;
  const size = network.inputShape.reduce((product, n) => product * n, 1);
  const steps = evenSteps(size);
  const shifts = Array.from(steps, () => random.uniform());
  const found: Candidate[] = [];
  for (let k = 0; k < count && spend(1); k++) {
    const start = starts[k - 1];
    const centre = Float64Array.from({ length: size }, (_, i) => {
      if (start !== undefined) return Math.min(high, Math.max(low, start[i] ?? 0));
      if (k === 0) return low / 2 + high / 2;
      const share = steps.length === 0 ? random.uniform() : ((shifts[i] ?? 0) + k * (steps[i] ?? 0)) % 1;
      return low + share * (high - low);
    });
    found.push(candidateAt(search, random, centre));
  }
  return found.toSorted((a, b) => b.slope - a.slope);
}

/**
 * Steps on the circle, one an axis, whose multiples fill a cube of a few dimensions more evenly than random points; none for more.
 *
 * @see Roberts (2018), The unreasonable effectiveness of quasirandom sequences, https://extremelearning.com.au/unreasonable-effectiveness-of-quasirandom-sequences/
 */
function evenSteps(size: number): readonly number[] {
  if (size > 6) return [];
  let ratio = 2; // the root of x^(n + 1) = x + 1
  for (let i = 0; i < 50; i++) ratio = (1 + ratio) ** (1 / (size + 1));
  return Array.from({ length: size }, (_, i) => (1 / ratio) ** (i + 1));
}

function candidateAt({ network }: Search, random: RandomNumbers, centre: Float64Array): Candidate {
  const fixed = randomFixedChoice(network, random);
  const nOutputs = network.outputShape.reduce((product, n) => product * n, 1);
  const cotangent = unit(Float64Array.from({ length: nOutputs }, random.normal));
  const own = gradient(network, centre, cotangent, fixed).gradient;
  const slope = lengthOf(own);
  const isUsable = slope > 0 && Number.isFinite(slope);
  // Where all ReLUs are closed, any direction is as good as another.
  const direction = isUsable ? own : Float64Array.from(centre, random.normal);
  return { centre, direction, cotangent, fixed, slope: isUsable ? slope : 0 };
}

/**
 * Looks for steeper gradients near a candidate by random steps, which get longer after a success and shorter after a failure.
 *
 * In a few dimensions this finds linear pieces that lie beside each other; in many it finds nothing.
 *
 * @param search - network, range and budget
 * @param random - random numbers
 * @param start - where to begin
 * @param nSteps - how many gradients
 * @returns the steepest candidate
 *
 * @internal
 */
export function wander(search: Search, random: RandomNumbers, start: Candidate, nSteps: number): Candidate {
  const { network, range, spend } = search;
  const [low, high] = range;
  let { centre, direction, slope } = start;
  let length = 0.02 * (high - low);
  for (let step = 0; step < nSteps && spend(1); step++) {
    const near = centre.map((entry) => Math.min(high, Math.max(low, entry + length * random.normal())));
    const own = gradient(network, near, start.cotangent, start.fixed).gradient;
    const steepness = lengthOf(own);
    if (steepness > slope && Number.isFinite(steepness)) {
      [centre, direction, slope] = [near, own, steepness];
      length *= 1.5;
    } else length = Math.max(0.85 * length, 1e-4 * (high - low));
  }
  return { ...start, centre, direction, slope };
}

function unit(x: Float64Array): Float64Array {
  const length = lengthOf(x);
  return x.map((entry) => entry / length);
}

function lengthOf(x: Float64Array): number {
  return Math.sqrt(x.reduce((sum, entry) => sum + entry * entry, 0));
}
