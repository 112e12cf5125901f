import type { Witness } from "../format/certificate.ts";
import type { Network } from "../network/operation.ts";
import { type BestPairs, bestPairs } from "./best-pairs.ts";
import { explore, wander } from "./explore.ts";
import { ascendPair, nearPair, type Candidate, type Search } from "./pair-ascent.ts";
import { provenWitness } from "./proven-witness.ts";
import { type RandomNumbers, randomNumbers } from "./random-numbers.ts";
import { float32Range } from "./sample-box.ts";
import { workOfNetwork } from "./work-of-network.ts";

/**
 * Options of {@link searchWitness}.
 *
 * @internal
 */
export interface WitnessOptions {
  /** All entries of both samples lie in it. */
  readonly range: readonly [number, number];
  /** An integer in `[0, 2^53)`. */
  readonly seed: number;
  /** How many starts are measured, and an eighth of them climbed from; 32 unless given. */
  readonly restarts?: number;
  /** Multiply-adds; 8e9 unless given. */
  readonly work?: number;
  /** Samples to start from, beside random ones. */
  readonly starts?: readonly Float32Array[];
}

/**
 * Two samples whose outputs lie as far apart as can be found, for their distance: they show that the Lipschitz constant is at least
 * `lower`.
 *
 * Gradients are measured at the middle of the range, at given and at random samples; from the steepest the ratio of a pair is
 * raised ({@link ascendPair}). All that is heuristic; the ratio of the best pair is then proven ({@link provenWitness}).
 * The same seed and options give the same pair, as work is counted in multiply-adds and not in time.
 *
 * @param network - the network
 * @param options - range, seed and effort
 * @returns null if no two samples are found whose outputs surely differ: for a constant network, a range that holds fewer than two
 * float32, and a network that looks its input up in a table
 * @throws RangeError for a bad range, seed or number, or a start of another size
 * @see Virmaux & Scaman (2018), Lipschitz regularity of deep neural networks, https://arxiv.org/abs/1805.10965, section 4, for lower bounds
 *
 * @internal
 */
export function searchWitness(network: Network, options: WitnessOptions): { witness: Witness; lower: number } | null {
  const { range, seed, restarts = 32, work = 8e9, starts = [] } = options;
  check(network, options);
  const random = randomNumbers(seed);
  const isLookup = network.operations.some(({ action, isVaried }) => action.type === "embedding" && isVaried);
  const within = float32Range(range);
  if (isLookup || within === null) return null;
  const cost = 2 * workOfNetwork(network);
  let left = work - 4 * cost; // of the proofs
  const spend = (nGradients: number): boolean => {
    left -= nGradients * cost;
    return left >= 0;
  };
  const best = bestPairs((within[1] - within[0]) / 20);
  climbAll({ network, range: within, spend, record: best.take }, random, starts, best, {
    restarts,
    nAffordable: left / cost,
  });
  return provenWitness(network, range, best.pairs());
}

/**
 * Measures pairs as long as the budget lasts.
 *
 * A climb costs `2 · distances · (1 + steps)` gradients. If only a few can be paid for, all go into one climb; if many, there are several
 * of up to ten steps a distance; and networks of few inputs, which are cheap, are searched by random steps besides.
 */
function climbAll(
  search: Search,
  random: RandomNumbers,
  starts: readonly Float32Array[],
  best: BestPairs,
  { restarts, nAffordable }: { readonly restarts: number; readonly nAffordable: number },
): void {
  const isLowDimensional = search.network.inputShape.reduce((product, n) => product * n, 1) <= LOW_DIMENSION;
  const distances = nAffordable < 60 ? [1, 0.2, 0.03] : [1, 0.3, 0.1, 0.03, 0.01];
  const affordable = Math.floor((nAffordable * (nAffordable < 60 ? 0.9 : 0.3)) / (2 * distances.length)) - 1;
  const plan = { distances, nSteps: Math.max(1, Math.min(10, affordable)) };
  const nStarts = isLowDimensional ? Math.max(restarts, Math.min(10_000, nAffordable / 20)) : restarts;
  const candidates = explore(search, random, starts, Math.ceil(Math.max(1, Math.min(nStarts, nAffordable / 10))));
  const [steepest] = candidates;
  if (steepest !== undefined && (isLowDimensional || nAffordable >= 60)) nearPair(search, steepest);
  if (isLowDimensional && nAffordable >= 1000) {
    for (const candidate of distinct(candidates).slice(0, 4 * restarts)) {
      nearPair(search, wander(search, random, candidate, 48));
    }
  }
  for (const candidate of candidates.slice(0, Math.ceil(restarts / 8))) ascendPair(search, candidate, plan);
  // One that is steep but was not climbed from, or from which the climb led down.
  for (const candidate of candidates.slice(0, 4)) if (candidate.slope > best.steepness()) nearPair(search, candidate);
}

const LOW_DIMENSION = 64;

/** One candidate of each slope: those of one linear piece have the same. */
function distinct(candidates: readonly Candidate[]): readonly Candidate[] {
  return candidates.filter(({ slope }, i) => slope < (candidates[i - 1]?.slope ?? Infinity) * (1 - 1e-9));
}

function check(network: Network, { range, restarts = 1, work = 1, starts = [] }: WitnessOptions): void {
  const [low, high] = range;
  if (!(Number.isFinite(low) && Number.isFinite(high) && low < high)) {
    throw new RangeError(`${WHERE}: range must be two finite numbers in order, received ${low}, ${high}`);
  }
  if (!(Number.isInteger(restarts) && restarts >= 1)) {
    throw new RangeError(`${WHERE}: restarts must be an integer >= 1, received ${restarts}`);
  }
  if (!(work > 0)) throw new RangeError(`${WHERE}: work must be a number > 0, received ${work}`);
  const size = network.inputShape.reduce((product, n) => product * n, 1);
  for (const start of starts) {
    if (start.length !== size || !start.every(Number.isFinite)) {
      throw new RangeError(`${WHERE}: starts must be samples of ${size} finite numbers, received ${start.length}`);
    }
  }
}

const WHERE = "searchWitness";
