import type { ConstrainedModel } from "@lipschitz-gan/core";
import type { WeightNormOptions } from "@lipschitz-gan/regularizers";
import * as fc from "fast-check";
import { createRng } from "@lipschitz-gan/core";
import * as tf from "@tensorflow/tfjs-core";
import { rowPositions } from "../weights/matrix-rows.ts";
import { constrainedWeights } from "../weights/model-of-weights.ts";
import { tiny32, u32 } from "../weights/rounding.ts";
import {
  showWeights,
  type WeightCase,
  type WeightCaseOptions,
  weightCases,
  weightLabels,
  type WeightValues,
  weightValues,
} from "../weights/weight-case.ts";
import type { WeightNormSubject } from "./subject.ts";
import { divisionRoundings, rootRoundings } from "../power-iteration/support/roundoff.ts";

/** A model and how its rows are normalised. */
export interface NormCase {
  readonly weights: readonly WeightCase[];
  /** What the constraint is made with. */
  readonly options: WeightNormOptions;
}

const factors = fc.constantFrom(1, 2, 0.25, 3, 10, 0.1);
const withoutGain = fc.oneof(fc.record({ k: factors }), fc.record({ kPerWeight: factors }));
const withGain = fc.record({ gain: fc.constant(true), k: factors });

/** What models are drawn. */
export interface NormCaseOptions extends WeightCaseOptions {
  /** Whether rows have a trained gain; either unless given. */
  readonly gain?: boolean;
}

/**
 * What models of one to three kernels and options of the normalisation are made of, for `fc.record`.
 *
 * @param options - sizes, scales, gain
 */
export function normParts({ gain, ...options }: NormCaseOptions = {}): {
  readonly [Part in keyof NormCase]: fc.Arbitrary<NormCase[Part]>;
} {
  const either = fc.oneof<fc.Arbitrary<WeightNormOptions>[]>(withoutGain, withGain);
  return { weights: weightCases(options), options: gain === undefined ? either : gain ? withGain : withoutGain };
}

/**
 * {@link normParts} put together.
 *
 * @param options - sizes, scales, gain
 */
export function normCase(options: NormCaseOptions = {}): fc.Arbitrary<NormCase> {
  return fc.record(normParts(options));
}

/**
 * The kernels of a case.
 *
 * @param given - the case
 */
export function kernelsOf({ weights }: NormCase): readonly WeightValues[] {
  return weights.map((weight) => weightValues(weight));
}

/**
 * The classes of a case, for statistics.
 *
 * @param given - the case
 */
export function normLabels(given: NormCase): readonly string[] {
  const { k, kPerWeight, gain = false } = given.options;
  const rows = kernelsOf(given).flatMap((kernel) => rowsOf(kernel, kernel.values).map(norm));
  const scales = rows.map((length) => {
    if (length === 0) return "zero";
    if (length < 2 ** -126) return "subnormal";
    if (length < 2 ** -63) return "squares underflow";
    return length < 2 ** 64 ? "squares are normal" : "squares overflow";
  });
  return [
    ...weightLabels(given.weights),
    `norm by: ${gain ? "gain" : kPerWeight === undefined ? "k" : "kPerWeight"}`,
    ...(k === undefined ? [] : [`k is ${k === 1 ? "1" : "not 1"}`]),
    ...new Set(scales.map((scale) => `has rows: ${scale}`)),
  ];
}

/**
 * A case as text.
 *
 * @param given - the case
 */
export function showNorm(given: NormCase): string {
  const options = Object.entries(given.options).map(([name, value]) => `${name} = ${value}`);
  return `${options.join(", ")}\n${showWeights(kernelsOf(given))}`;
}

/**
 * The rows of all blocks of a kernel's matrix.
 *
 * @param weight - kind and shape
 * @param values - entries
 */
export function rowsOf(weight: Pick<WeightValues, "kind" | "shape">, values: ArrayLike<number>): readonly number[][] {
  return rowPositions(weight).flatMap((rows) =>
    rows.map((row) => row.map((position) => values[position] ?? Number.NaN)),
  );
}

/**
 * The norm that each row is to have without gains.
 *
 * @param options - of the constraint
 * @param nWeights - how many kernels there are
 */
export function rowNorm({ k = 1, kPerWeight }: WeightNormOptions, nWeights: number): number {
  return kPerWeight ?? k ** (1 / nWeights);
}

/**
 * The norm of a row in float64, of whatever scale.
 *
 * @param row - float32 entries
 */
export function norm(row: readonly number[]): number {
  return Math.sqrt(row.reduce((sum, x) => sum + x * x, 0)); // squares of float32 neither over- nor underflow float64
}

/**
 * By how much the norm of a row, computed in float32, or a quotient by it, may be off relative to itself.
 *
 * Of t entries that are not zero each is divided by the largest (d roundings, 1 where IEEE 754 holds), squared (2d and 1 of
 * its own), and added (t - 1): the sum is off by t + 2d, its root by half as much and its own, the product with the largest
 * entry by 1 more. Where that norm is subnormal its rounding costs 2^-150 instead. A divisor that is x too small makes the
 * quotient x / (1 - x) too large.
 *
 * @param row - the row
 */
export function normRounding(row: readonly number[]): number {
  const terms = row.filter((x) => x !== 0).length;
  const length = norm(row);
  if (length === 0) return 0;
  const off = (terms / 2 + divisionRoundings() + rootRoundings() + 1) * u32 + tiny32 / length;
  return off < 1 ? off / (1 - off) : Infinity;
}

/** A model under a normalisation, and numbers for its tests. */
export interface Normalised {
  readonly critic: ConstrainedModel;
  /** Gains by kernel, each value in the order of the rows; the norm itself without gains. */
  readonly gains: readonly tf.Variable[];
}

/**
 * The model of a case.
 *
 * @param subject - the normalisation
 * @param kernels - its kernels
 * @param options - of the constraint
 */
export function normalised(
  subject: WeightNormSubject,
  kernels: readonly WeightValues[],
  options: WeightNormOptions,
): Normalised {
  const critic = constrainedWeights(kernels, subject.make(options));
  critic.update();
  const own = Object.entries(critic.variables).filter(([name]) => name.startsWith("constraint:"));
  const gains = kernels.flatMap((_, i) =>
    own.filter(([name]) => name.includes(`weight${i}/`)).map(([, variable]) => variable),
  );
  return { critic, gains };
}

/**
 * Gains of either sign and of magnitudes from ½ to 2, from a seed.
 *
 * @param gains - the variables, which are set
 * @param seed - of the numbers
 * @returns what they were set to, as float32
 */
export function setGains(gains: readonly tf.Variable[], seed: number): readonly Float32Array[] {
  const random = createRng(seed).stream("gains");
  return gains.map((gain) => {
    const values = Float32Array.from(
      { length: gain.size },
      () => (random.uniform() < 0.5 ? -1 : 1) * 2 ** (2 * random.uniform() - 1),
    );
    tf.tidy(() => gain.assign(tf.tensor(values, gain.shape)));
    return values;
  });
}
