import type { ConstrainedModel, ConstrainedWeight, GuaranteedQuantity, Promised } from "@lipschitz-gan/core";
import type { Rows } from "../../arbitraries/rows.ts";
import type { Measurement } from "../../kit/measurement.ts";
import { type Architecture, BIAS, LEAK, sampleShapeOf } from "./architecture.ts";
import { constrainedValues } from "./opened.ts";
import { sixDigits } from "./six-digits.ts";
import { matricesOf, measured } from "./quantities.ts";

/** What is left of a promise at some moment. */
export interface PromiseCheck {
  /** The layers of the critic, which the gradient for a sample follows from. */
  readonly architecture: Architecture;
  readonly quantity: GuaranteedQuantity;
  readonly promises: readonly Promised[];
  /** By how much a bound may be exceeded, relative to it. */
  readonly tolerance: (weight: ConstrainedWeight) => number;
  /** When it is looked at, for a reader, such as `"after 5 steps"`. */
  readonly when: string;
}

/**
 * By how much what the forward passes read exceeds what is promised, relative to the bound, in float64.
 *
 * @param critic - the constrained critic
 * @param check - which promise, and what is allowed
 * @returns a measurement a kernel and promise; for `"input-gradient"` one a promise
 */
export async function promiseMeasurements(
  critic: ConstrainedModel,
  check: PromiseCheck,
): Promise<readonly Measurement[]> {
  const { quantity, promises, tolerance, when } = check;
  const { weights } = critic;
  const values = constrainedValues(critic);
  const blocks = await Promise.all(
    weights.map((weight) => matricesOf(quantity, critic.model, weight, values[weight.name]!)), // one a weight
  );
  const exceeded = (promised: Promised, weight: ConstrainedWeight, found: number, allowed: number): Measurement => {
    const bound = promised.bound(weight, weights.length);
    const of = quantity === "input-gradient" ? "of the critic" : `of ${weight.name}`;
    return {
      observed: found / bound - 1,
      allowed,
      what: `${quantity} ${of}, ${sixDigits(found)} ${when} where at most ${sixDigits(bound)} is promised, relative to that`,
    };
  };
  if (quantity === "input-gradient") {
    const found = largestGradient(check.architecture, blocks);
    const allowed = weights.reduce((sum, weight) => sum + tolerance(weight), 0);
    return promises.map((promised) => exceeded(promised, weights[0]!, found, allowed)); // at least one weight
  }
  return promises.flatMap((promised) =>
    weights.map((weight, i) => exceeded(promised, weight, measured(quantity, blocks[i] ?? []), tolerance(weight))),
  );
}

/** The samples at which the gradient is looked at: the cycled numbers below, as many as a sample has. */
const samples = [
  [0, 0, 0],
  [1, -1, 0.5],
  [-0.25, 2, -1],
  [3, 1, 2],
];

/**
 * The largest norm of the gradient of a dense critic with respect to a sample, at a few samples, in float64:
 * `∇D = W₁ᵀ (a'(W₁ x + b) ∘ w₂)`.
 */
function largestGradient(architecture: Architecture, blocks: readonly (readonly Rows[])[]): number {
  const [first, last] = blocks.map(([block]) => block ?? []);
  const [inputs = 1] = sampleShapeOf(architecture);
  if (last === undefined) return Math.hypot(...(first?.[0] ?? []));
  return Math.max(
    ...samples.map((sample) => {
      const slopes = (first ?? []).map((row, o) => {
        const z = row.reduce((sum, w, i) => sum + w * (sample[i] ?? 0), BIAS);
        return slopeAt(architecture, z) * (last[0]?.[o] ?? 0);
      });
      return Math.hypot(
        ...Array.from({ length: inputs }, (_, i) => slopes.reduce((sum, s, o) => sum + s * (first?.[o]?.[i] ?? 0), 0)),
      );
    }),
  );
}

function slopeAt({ activation }: Architecture, z: number): number {
  switch (activation) {
    case "linear":
      return 1;
    case "leaky":
      return z > 0 ? 1 : LEAK;
    case "tanh":
      return 1 - Math.tanh(z) ** 2;
    default:
      return 1 / (1 + Math.exp(-z)); // softplus
  }
}
