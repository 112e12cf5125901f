import type { LossName } from "@lipschitz-gan/training";
import { divisionRoundings } from "../power-iteration/support/roundoff.ts";
import { expError, logError, sigmoidError } from "../weights/function-errors.ts";
import { u32 } from "../weights/rounding.ts";

/** What a score adds to a mean, in float64, and how far float32 may be from it. */
export interface Term {
  readonly value: (score: number) => number;
  readonly slope: (score: number) => number;
  /** By how much the value may be off. */
  readonly valueError: (score: number) => number;
  /** By how much the slope may be off. */
  readonly slopeError: (score: number) => number;
  /** Where the slope jumps. */
  readonly kinks: readonly number[];
}

/** A loss as means of terms: the critic's is that over the real scores plus that over the fake ones. */
export interface ClosedForm {
  readonly real: Term;
  readonly fake: Term;
  readonly generator: Term;
}

/** `x`: exact. */
const identity: Term = { value: (x) => x, slope: () => 1, valueError: () => 0, slopeError: () => 0, kinks: [] };

/** From here on TensorFlow.js's softplus is x, and below the negative of it `exp(x)`: `|ln 2^-23| - 2`, rounded down. */
const CUT_OVER = 13.9;

const sigmoid = (x: number): number => (x >= 0 ? 1 / (1 + Math.exp(-x)) : Math.exp(x) / (1 + Math.exp(x)));
const log1pExp = (x: number): number => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));

/**
 * `ln(1 + e^x)`.
 *
 * In float32 as `log(1 + exp(x))`: the error of `exp`, which reaches the result times `σ(x)`; the rounding of the sum, u at
 * most since it is divided by the sum; the error of the logarithm. Beyond the cut-over `e^-|x|` is left out, and what is left
 * rounds. The slope is a sigmoid, right to its own error, or to the smallest normal number where `exp` is cut off.
 */
const softplus: Term = {
  value: log1pExp,
  slope: sigmoid,
  valueError: (x) =>
    Math.abs(x) > CUT_OVER
      ? Math.exp(-Math.abs(x)) * (1 + expError(x)) + u32 * log1pExp(x)
      : expError(x) * sigmoid(x) + u32 + logError(1 + Math.exp(x)),
  slopeError: (x) => sigmoidError(x) * sigmoid(x) + 2 ** -126,
  kinks: [],
};

/** `(x − target)² / 2`: the difference rounds and the square rounds. */
function halfSquare(target: number): Term {
  const value = (x: number): number => (x - target) ** 2 / 2;
  return {
    value,
    slope: (x) => x - target,
    valueError: (x) => (target === 0 ? 1 : 3) * u32 * value(x),
    slopeError: (x) => (target === 0 ? 0 : u32) * Math.abs(x - target),
    kinks: [],
  };
}

/** `max(0, 1 + x)`: the sum rounds. It is 0 in float32 only where it is 0, so that the slope is exact. */
const ramp: Term = {
  value: (x) => Math.max(0, 1 + x),
  slope: (x) => (x > -1 ? 1 : 0),
  valueError: (x) => u32 * Math.max(0, 1 + x),
  slopeError: () => 0,
  kinks: [-1],
};

/** The term of the negative score. */
function mirrored({ value, slope, valueError, slopeError, kinks }: Term): Term {
  return {
    value: (x) => value(-x),
    slope: (x) => -slope(-x),
    valueError: (x) => valueError(-x),
    slopeError: (x) => slopeError(-x),
    kinks: kinks.map((x) => -x),
  };
}

function negated({ value, slope, ...errors }: Term): Term {
  return { ...errors, value: (x) => -value(x), slope: (x) => -slope(x) };
}

/**
 * The losses by name.
 *
 * @see Goodfellow et al. (2014), eq. 1 and section 3, https://arxiv.org/abs/1406.2661
 * @see Mao et al. (2017), eq. 9, https://arxiv.org/abs/1611.04076
 * @see Arjovsky, Chintala & Bottou (2017), eqs. 2–3, https://arxiv.org/abs/1701.07875
 * @see Miyato et al. (2018), eqs. 16–17, https://arxiv.org/abs/1802.05957
 */
export const closedForms: Readonly<Record<LossName, ClosedForm>> = {
  minimax: { real: mirrored(softplus), fake: softplus, generator: negated(softplus) },
  "non-saturating": { real: mirrored(softplus), fake: softplus, generator: mirrored(softplus) },
  lsgan: { real: halfSquare(1), fake: halfSquare(0), generator: halfSquare(1) },
  wgan: { real: negated(identity), fake: identity, generator: negated(identity) },
  hinge: { real: mirrored(ramp), fake: ramp, generator: negated(identity) },
};

/**
 * The mean of a term in float64.
 *
 * @param term - of each score
 * @param scores - at least one
 */
export function meanOf(term: (score: number) => number, scores: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < scores.length; i++) sum += term(scores[i] ?? Number.NaN);
  return sum / scores.length;
}

/**
 * By how much a mean of n terms in float32 may be off: each term by its own error, and by the n - 1 additions and the
 * division.
 *
 * @param term - of each score
 * @param scores - at least one
 */
export function meanError({ value, valueError }: Term, scores: readonly number[]): number {
  const roundings = scores.length - 1 + divisionRoundings();
  return meanOf(valueError, scores) + roundings * u32 * meanOf((x) => Math.abs(value(x)), scores);
}

/** A number and by how much it may be off. */
export interface Expected {
  readonly value: number;
  readonly error: number;
}

/**
 * The critic's loss.
 *
 * @param form - the loss
 * @param real - scores
 * @param fake - scores
 */
export function criticOf(form: ClosedForm, real: readonly number[], fake: readonly number[]): Expected {
  const value = meanOf(form.real.value, real) + meanOf(form.fake.value, fake);
  const error = meanError(form.real, real) + meanError(form.fake, fake);
  return { value, error: error + u32 * (Math.abs(value) + error) }; // one addition more
}

/**
 * The generator's loss.
 *
 * @param form - the loss
 * @param fake - scores
 */
export function generatorOf({ generator }: ClosedForm, fake: readonly number[]): Expected {
  return { value: meanOf(generator.value, fake), error: meanError(generator, fake) };
}
