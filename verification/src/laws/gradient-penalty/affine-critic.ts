import { createRng } from "@lipschitz-gan/core";
import * as fc from "fast-check";
import { defineLaw, type Law } from "../../kit/define-law.ts";
import type { Measurement } from "../../kit/measurement.ts";
import {
  affineBatches,
  type AffineCase,
  affineCase,
  affineCritic,
  affineLabels,
  affineNorm,
  affineWeights,
} from "./affine-case.ts";
import { type OptionsCase, optionsCase } from "./options-case.ts";
import { penaltyOf } from "./penalty-run.ts";
import { u32 } from "./running-error.ts";
import type { GradientPenaltySubject } from "./subject.ts";
import { divisionRoundings, rootRoundings } from "../power-iteration/support/roundoff.ts";

interface PenalisedAffine extends AffineCase {
  readonly options: OptionsCase;
  /** Whether k is ‖w‖, to float32, in place of the option: there all that is left is rounding. */
  readonly isAtTarget: boolean;
}

const cases: fc.Arbitrary<PenalisedAffine> = fc
  .tuple(
    affineCase(),
    fc.record({ options: optionsCase(), isAtTarget: fc.integer({ min: 0, max: 4 }).map((x) => x === 4) }),
  ) // prettier-ignore
  .map(([critic, rest]) => Object.assign({}, critic, rest));

/** The target: `1` for a critic without a slope that is to be at its target. */
function optionsOf(given: PenalisedAffine): OptionsCase {
  const { value } = affineNorm(given);
  return given.isAtTarget ? { ...given.options, k: value === 0 ? 1 : Math.fround(value) } : given.options;
}

function labels(given: PenalisedAffine): readonly string[] {
  const { k, sided } = optionsOf(given);
  const excess = affineNorm(given).value - k;
  const place = Math.abs(excess) < 1e-6 ? "at" : excess > 0 ? "above" : "below";
  return [...affineLabels(given), `norm: ${place} k`, `sides: ${sided}`];
}

/**
 * Closed forms. With the norm off by δ (see `affineNorm`), the excess `e = ‖w‖ - k` is off by `δ + u (|e| + δ)`, its
 * square so by `2|e|δ + δ²` and two roundings of the excess squared, two of a square and one of λ; adding n equal squares
 * and dividing rounds n times more. An absolute bound: near ‖w‖ = k a relative one is wrong.
 */
function closedForm(given: PenalisedAffine): {
  excess: number;
  excessError: number;
  value: number;
  valueError: number;
} {
  const { lambda, k, sided } = optionsOf(given);
  const norm = affineNorm(given);
  const raw = norm.value - k;
  const excess = sided === "one" ? Math.max(0, raw) : raw;
  // Below the target a one-sided excess is exactly zero, unless rounding lifts it above.
  const delta = Math.max(0, Math.min(norm.error, sided === "one" ? raw + norm.error : Infinity));
  const value = lambda * excess ** 2;
  const size = lambda * (Math.abs(excess) + delta) ** 2;
  const valueError =
    lambda * (2 * Math.abs(excess) * delta + delta ** 2) +
    (given.real.batchSize + 4 + divisionRoundings()) * u32 * size;
  return { excess, excessError: delta + u32 * (Math.abs(excess) + delta), value, valueError };
}

async function found(subject: GradientPenaltySubject, given: PenalisedAffine): ReturnType<typeof penaltyOf> {
  const model = affineCritic(given);
  const random = createRng(given.fakeSeed).stream("penalty", 1);
  return penaltyOf({ constraint: subject.make(optionsOf(given)), model, ...affineBatches(given), random });
}

/** The value for an affine critic. */
export const affineValue: Law<GradientPenaltySubject> = defineLaw({
  name: "affine-value",
  statement:
    "An affine critic ⟨w, x⟩ + b costs λ (‖w‖ - k)², for any batch, any interpolation and any rank of a sample.",
  source:
    "Gulrajani et al. (2017), algorithm 1, with ∇D = w everywhere; caogang/wgan-gp #25, TorchGAN's norm over the batch",
  cases,
  labels,
  measure: async (subject: GradientPenaltySubject, given: PenalisedAffine): Promise<Measurement[]> => {
    const { value, valueError } = closedForm(given);
    const { value: observed } = await found(subject, given);
    return [{ observed: Math.abs(observed - value), allowed: valueError, what: `the penalty against ${value}` }];
  },
});

/** The gradient for an affine critic, its zero included. */
export const affineGradient: Law<GradientPenaltySubject> = defineLaw({
  name: "affine-gradient",
  statement: "Its gradient is 2λ (‖w‖ - k) w / ‖w‖ for the kernel, 0 where w = 0, and 0 for the bias.",
  source: "derivative of the closed form; DeblurGAN-tf #11: NaN by an unguarded root",
  cases,
  labels,
  measure: async (subject: GradientPenaltySubject, given: PenalisedAffine): Promise<Measurement[]> => {
    const { lambda } = optionsOf(given);
    const { excess, excessError } = closedForm(given);
    const norm = affineNorm(given).value;
    const { gradients } = await found(subject, given);
    const kernel = gradients.get("score/kernel") ?? new Float32Array();
    const bias = gradients.get("score/bias") ?? new Float32Array();
    const weights = affineWeights(given);
    // Beside the excess: the root once more (n/2 + 1 and its own), and 1/n, two factors, a quotient, the square's, the sum
    // over the batch.
    const roundings = weights.length / 2 + 1 + rootRoundings() + 2 * divisionRoundings() + 4 + given.real.batchSize;
    const entries = weights.map((w, i) => {
      const direction = norm === 0 ? 0 : w / norm;
      const slope = 2 * lambda * Math.abs(direction);
      return {
        observed: Math.abs((kernel[i] ?? Number.NaN) - 2 * lambda * excess * direction),
        allowed: slope * (excessError + roundings * u32 * (Math.abs(excess) + excessError)),
        what: `entry ${i} of the kernel's gradient`,
      };
    });
    return [...entries, { observed: bias.filter((x) => x !== 0).length, allowed: 0, what: "the bias's gradient is 0" }];
  },
});
