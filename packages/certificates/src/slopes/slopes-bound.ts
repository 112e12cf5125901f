import type { Network } from "../network/operation.ts";
import { rootUp, up } from "../rounding/round-up.ts";
import { balanceUnits } from "./balance-units.ts";
import { certifiedLevel } from "./certified-level.ts";
import { timesVector, transposedTimesVector } from "./dense-matrix.ts";
import { improveMultipliers } from "./improve-multipliers.ts";
import { largestEigenvalue } from "./largest-eigenvalue.ts";
import { readSlopeChain } from "./read-slope-chain.ts";
import { scaleChain, type SlopeChain, sizeOf } from "./slope-chain.ts";
import { uniformMultipliers } from "./uniform-multipliers.ts";

/**
 * A Lipschitz constant of a chain, and the multipliers that prove it.
 *
 * @internal
 */
export interface SlopesBound {
  readonly upper: number;
  /** For each activation of the chain one number >= 0 for each of its units. */
  readonly multipliers: readonly (readonly number[])[];
}

/**
 * A Lipschitz constant of a chain dense, activation, …, dense that is smaller than the product of the norms: the activations of
 * a network cannot all have their largest slopes where they would hurt most.
 *
 * Multipliers are found in floating point ({@link uniformMultipliers}, {@link improveMultipliers}); for those, rounded to
 * seven digits, the smallest constant is then proven ({@link certifiedLevel}).
 *
 * @param network - the network
 * @param chain - its operations, the first of which is operation 1; each is fed by the one before and by nothing else
 * @param options - `maxWork`: about how many multiply-adds the search for multipliers may take
 * @returns null where the chain has another form, is too large (more than 1536 inputs and hidden units), or the constant is
 * not smaller than the product
 * @see Fazlyab et al. (2019), https://arxiv.org/abs/1906.04893
 *
 * @internal
 */
export function slopesBound(
  network: Network,
  chain: readonly number[],
  options: { readonly maxWork?: number } = {},
): SlopesBound | null {
  const matrices = readSlopeChain(network, chain);
  return matrices === null ? null : slopesBoundOf(matrices, options);
}

/**
 * {@link slopesBound} of a chain that is given by its matrices.
 *
 * @param chain - a dense network
 * @param options - `maxWork`: about how many multiply-adds the search for multipliers may take
 * @returns null as {@link slopesBound}
 *
 * @internal
 */
export function slopesBoundOf(
  chain: SlopeChain,
  { maxWork = 1.5e9 }: { readonly maxWork?: number } = {},
): SlopesBound | null {
  if (chain.slopes.length === 0 || sizeOf(chain) > LARGEST_SIZE) return null;
  if (chain.weights.some(({ values }) => values.every((value) => value === 0))) return null; // the product is 0
  const { scaled, powers } = scaleChain(chain);
  const found = findMultipliers(scaled, maxWork);
  if (found === null) return null;
  // λ of layer i weighs a square of its outputs against one of the chain's, so it scales with the matrices after it.
  const after = powers.map((_, i) => powers.slice(i + 1).reduce((product, power) => product * power, 1));
  const squares = after.map((power) => power * power);
  const factor = powers.reduce((product, power) => product * power, 1);
  if (![factor, ...after].every((power) => power > 2 ** -300 && power < 2 ** 300)) return null;
  const multipliers = found.map((values, i) => Array.from(values, (value) => roundTo7Digits(value, squares[i] ?? 1)));
  const own = multipliers.map((values, i) => Float64Array.from(values, (value) => value / (squares[i] ?? 1)));
  if (!own.every((values) => values.every((value) => value > 2 ** -300 && value < 2 ** 300))) return null;
  const level = certifiedLevel(scaled, own);
  if (level === null) return null;
  const upper = up(rootUp(level) * (1 + 2 ** -30) * factor);
  return upper < factor * productOfNorms(scaled) ? { upper, multipliers } : null;
}

/** Equal ones for the balanced chain, improved; proven is nothing of this. */
function findMultipliers(chain: SlopeChain, maxWork: number): Float64Array[] | null {
  const { balanced, squares } = balanceUnits(chain);
  const start = uniformMultipliers(balanced);
  if (start === null) return null;
  const improved = improveMultipliers(balanced, start, maxWork);
  return improved.map((values, i) => values.map((value, j) => value * (squares[i]?.[j] ?? 1)));
}

/** What a checker is ready to factor. */
const LARGEST_SIZE = 1536;

/** The multiplier in the unit of the chain that is not scaled, short in decimal digits. */
function roundTo7Digits(value: number, factor: number): number {
  return Number((value * factor).toPrecision(7));
}

/** From below, about: it only decides whether the bound is of any use. */
function productOfNorms({ weights, slopes }: SlopeChain): number {
  const norms = weights.map((matrix) =>
    Math.sqrt(largestEigenvalue((x) => transposedTimesVector(matrix, timesVector(matrix, x)), matrix.columns)),
  );
  const steepest = slopes.map(([a, b]) => Math.max(Math.abs(a), Math.abs(b)));
  return [...norms, ...steepest].reduce((product, value) => product * value, 1);
}
