import type { ConstrainedModel, LipschitzConstraint, Promised } from "@lipschitz-gan/core";
import { gradientPenalty, spectralNorm, weightClipping, weightNorm } from "@lipschitz-gan/regularizers";
import * as fc from "fast-check";
import * as tf from "@tensorflow/tfjs-core";
import { type Rows, rowsOf, sizeOf } from "../../arbitraries/rows.ts";
import { svd } from "../../oracles/svd.ts";
import { canReadAtOnce } from "../weights/can-read-at-once.ts";
import { svdError, u32 } from "../weights/rounding.ts";
import { numbersOf, readMatrix, spiedCritic } from "./spied-critic.ts";
import { divisionRoundings, rootRoundings } from "../power-iteration/support/roundoff.ts";

/** A constraint that this library has. */
export type RealKind =
  | "spectral-norm"
  | "operator norm"
  | "certified norm"
  | "weight-norm"
  | "weight-norm with gain"
  | "weight-clipping"
  | "gradient-penalty";

/** All of them. */
export const realKinds: readonly RealKind[] = [
  "spectral-norm",
  "operator norm",
  "certified norm",
  "weight-norm",
  "weight-norm with gain",
  "weight-clipping",
  "gradient-penalty",
];

/** A constraint as small plain data. */
export interface RealCase {
  readonly kind: RealKind;
  /** Tight: norms of ¼, entries of 0.01. Loose: norms of 4, entries of 2. */
  readonly bound: "tight" | "loose";
}

/** Rounds of power iteration in one update. */
const ROUNDS = 20;

/** How many updates {@link settled} runs. */
const UPDATES = 5;

/**
 * The constraint of a case.
 *
 * @param given - the case
 */
export function realConstraint({ kind, bound }: RealCase): LipschitzConstraint {
  const kPerWeight = bound === "tight" ? 0.25 : 4;
  switch (kind) {
    case "spectral-norm":
      return spectralNorm({ kPerWeight, powerIterations: ROUNDS });
    case "operator norm":
      return spectralNorm({ mode: "operator", kPerWeight, powerIterations: ROUNDS });
    case "certified norm":
      // Not on WebGPU, where this is the kind before once more.
      return spectralNorm({ mode: canReadAtOnce() ? "certified" : "operator", kPerWeight, powerIterations: ROUNDS });
    case "weight-norm":
      return weightNorm({ kPerWeight });
    case "weight-norm with gain":
      return weightNorm({ gain: true });
    case "weight-clipping":
      return weightClipping({ c: bound === "tight" ? 0.01 : 2 });
    default:
      return gradientPenalty();
  }
}

/** Constraints of every kind, tight and loose. */
export function realCase(): fc.Arbitrary<RealCase> {
  return fc.record({ kind: fc.constantFrom(...realKinds), bound: fc.constantFrom("tight", "loose") });
}

/**
 * A critic at rest after a training that has moved far: weights that are projected, gains that are a thousand times what
 * they were, and then updates of what stands still.
 *
 * The projection is that of a first binding: power iteration that has converged on the weights before a projection may have
 * lost the direction that leads after it, so the updates start from fresh state.
 *
 * @param matrix - before the projection
 * @param constraint - the constraint
 * @param seed - of its start values
 */
export async function settled(matrix: Rows, constraint: LipschitzConstraint, seed: number): Promise<ConstrainedModel> {
  const [rows, columns] = sizeOf(matrix);
  const first = spiedCritic(matrix, constraint, seed);
  first.project();
  const values = await numbersOf(first.weights[0]!.variable);
  const critic = spiedCritic(
    rowsOf(rows, columns, (i, j) => values[j * rows + i] ?? Number.NaN),
    constraint,
    seed,
  );
  for (const [name, variable] of Object.entries(critic.variables)) {
    if (name.startsWith("constraint:")) tf.tidy(() => variable.assign(tf.mul(variable, 1000)));
  }
  for (let i = 0; i < UPDATES; i++) critic.update();
  return critic;
}

/** What is measured of a promise. */
export interface Kept {
  readonly promised: Promised;
  /** What was found, relative to the bound, minus 1: above `slack` the promise is broken. */
  readonly beyond: number;
  readonly slack: number;
}

/**
 * Measures promises about weights on what the critic reads; those about gradients are left out.
 *
 * @param critic - at rest, of one weight, outputs by inputs as given to `spiedCritic`
 * @param promises - which
 * @param size - of the matrix
 */
export async function measurePromises(
  critic: ConstrainedModel,
  promises: readonly Promised[],
  [rows, columns]: readonly [number, number],
): Promise<readonly Kept[]> {
  const weight = critic.weights[0]!;
  const kernel = await readMatrix(critic);
  const read = rowsOf(rows, columns, (i, j) => kernel[j * rows + i] ?? Number.NaN);
  const found = {
    "operator-norm": () => svd(read).sigmas[0] ?? Number.NaN, // of a dense layer
    "spectral-norm": () => svd(read).sigmas[0] ?? Number.NaN,
    "row-norm": () => Math.max(...read.map((row) => Math.hypot(...row))),
    entry: () => Math.max(...kernel.map(Math.abs)),
  };
  return promises.flatMap((promised) => {
    const { quantity } = promised;
    if (quantity === "input-gradient") return [];
    return [
      { promised, beyond: found[quantity]() / promised.bound(weight, 1) - 1, slack: slackOf(promised, rows, columns) },
    ];
  });
}

/**
 * By how much a promise may be exceeded.
 *
 * What holds always holds but for rounding: for rows that are normalised, the norm's error `(columns/2 + 3) u`, a quotient
 * and a root in it, and a quotient, a product and the factor; for entries and for norms that follow from them, nothing but the SVD's own.
 *
 * What holds in the limit lacks convergence: whatever the gap, q rounds of power iteration from a u at angle θ to the
 * leading space give `σ̂ ≥ σ₁ cos(θ)^(1/2q)`, and a normal u has `cos θ < 1e-6` with a probability below
 * `1e-6 √(2 rows / π)`. The estimate itself rounds by `(m + n)(½ + √r) u + 8u` with r at most the rank.
 */
function slackOf({ sense }: Promised, rows: number, columns: number): number {
  const decomposition = svdError(rows, columns);
  const rounding = (columns / 2 + 3 + 2 * divisionRoundings() + rootRoundings()) * u32;
  if (sense === "always") return rounding + decomposition;
  const lag = 1e-6 ** (-1 / (2 * ROUNDS * UPDATES)) - 1;
  return (
    lag +
    ((rows + columns) * (0.5 + Math.sqrt(Math.min(rows, columns))) +
      4 +
      2 * divisionRoundings() +
      2 * rootRoundings()) *
      u32 +
    decomposition
  );
}
