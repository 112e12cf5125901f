import { type ConstrainedModel, constrain, createRng, type LipschitzConstraint } from "@lipschitz-gan/core";
import * as tf from "@tensorflow/tfjs-core";
import * as fc from "fast-check";
import { defineLaw, type Law } from "../../kit/define-law.ts";
import { buildCritic, setKernels, sizeOf } from "./architecture.ts";
import {
  directionOf,
  dominantCase,
  type DominantCase,
  dominantKernels,
  dominantLabels,
  showDominant,
} from "./dominant-case.ts";
import { type PenaltyInput, penaltyOf, type PenaltyResult, penaltyWithGradients } from "./penalty-run.ts";
import { operationError } from "./rounding.ts";
import { slopeByDifferences, type Stencil, stencilPlaces } from "./slope-by-differences.ts";
import { sixDigits } from "./six-digits.ts";
import type { ConstraintSubject } from "./subject.ts";
import { batchesOf, type StepCase } from "./train-step.ts";

/** A critic, a direction and batches. */
interface PenaltyGradientCase extends StepCase {
  readonly model: DominantCase;
}

/** Step of the differences, relative to the smallest entries: a sixteenth of the largest. */
const H = 1 / 4;

/** Back-propagation through penalty, against differences. */
export const penaltyGradient: Law<ConstraintSubject> = defineLaw<ConstraintSubject, PenaltyGradientCase>({
  name: "penalty-gradient",
  statement:
    "The gradient of the penalty with respect to the kernels that it sees, with the same random numbers, is the slope that central differences show in any direction.",
  source:
    "a penalty that is computed outside the tape trains nothing; TensorFlow.js's own second-order gradients are wrong for tanh",
  share: 0.5,
  appliesTo: ({ hooks, gradient }) => hooks.has("penalty") && gradient === "exact",
  cases: ({ kinds }) => penaltyGradientCase(kinds),
  labels: ({ model, batchSize }) => [...dominantLabels(model), `batch: ${batchSize}`],
  show: ({ model, batchSize, seed }) => `${showDominant(model)}\nbatches: ${batchSize} normal samples of seed ${seed}`,
  measure: async ({ make }, given) => {
    const { model, seed } = given;
    const critic = constrain(buildCritic(model, dominantKernels(model)), unparametrized(make()), { rng: createRng(3) });
    const batches = batchesOf(critic, 0, given);
    const at = async <T>(
      place: number,
      look: (critic: ConstrainedModel, input: PenaltyInput) => Promise<T>,
    ): Promise<T> => {
      setKernels(critic.model, dominantKernels(model, place * H));
      return look(critic, { ...batches, seed });
    };
    const values: number[] = [];
    for (const place of stencilPlaces) values.push(await at(place, penaltyOf));
    let rounding = 0;
    for (const place of [-1 / 4, 1 / 4]) {
      rounding = Math.max(rounding, roundingOf(critic, model, await at(place, penaltyWithGradients), place));
    }
    const { slope, error } = slopeByDifferences(values as unknown as Stencil, H, rounding); // as many as places
    const { gradients } = await at(0, penaltyWithGradients);
    const backward = inner(directionOf(model), gradients);
    return [
      {
        observed: Math.abs(backward - slope),
        allowed: error,
        what: `slope ${sixDigits(backward)} of the penalty by back-propagation, against ${sixDigits(slope)} by central differences`,
      },
    ];
  },
});

/**
 * The constraint with all hooks but parametrize, whose gradient has a law of its own. Behind a normalisation a penalty
 * can be flat in the kernels, and is then nothing but the rounding of the normalised ones, which the kernels do not tell.
 */
function unparametrized(constraint: LipschitzConstraint): LipschitzConstraint {
  return {
    ...constraint,
    bind: (weights, rng) => {
      const bound = constraint.bind(weights, rng);
      return {
        update: (weight, value) => bound.update?.(weight, value),
        penalty: (context) => bound.penalty?.(context) ?? tf.scalar(0),
        state: () => bound.state(),
        dispose: () => bound.dispose(),
        [Symbol.dispose]: () => bound.dispose(),
      };
    },
  };
}

function penaltyGradientCase(kinds: ConstraintSubject["kinds"]): fc.Arbitrary<PenaltyGradientCase> {
  return fc.record({
    // Kernels of size 1, so that tanh is not flat.
    model: dominantCase({ kinds, activations: ["linear", "tanh", "softplus"], exponents: [-2], maxWidth: 3 }),
    batchSize: fc.integer({ min: 1, max: 3 }),
    seed: fc.nat(999),
  });
}

/**
 * Absolute error of a penalty in float32, looked at where the difference at h / 4 takes its two values.
 *
 * It is the penalty of kernels each entry of which is off by η, times `1 + η`, so off by `η (|P| + Σ |∂P/∂w| |w|)` to
 * first order. η counts the roundings on the way: for each kernel one for each of its entries forwards and backwards,
 * and thirty operations for activations, their derivatives, the norm and the mean.
 */
function roundingOf(
  critic: ConstrainedModel,
  model: DominantCase,
  { value, gradients }: PenaltyResult,
  place: number,
): number {
  const nEntries = critic.weights.reduce((sum, { shape }) => sum + sizeOf(shape), 0);
  const kernels = dominantKernels(model, place * H);
  const moved = Object.entries(kernels).flatMap(([name, { values }]) =>
    values.map((w, i) => Math.abs(w * (gradients[name]?.[i] ?? Number.NaN))),
  );
  return (2 * nEntries + 30) * operationError() * moved.reduce((sum, term) => sum + term, Math.abs(value));
}

function inner(direction: ReturnType<typeof directionOf>, gradients: PenaltyResult["gradients"]): number {
  return Object.entries(direction)
    .flatMap(([name, { values }]) => values.map((d, i) => d * (gradients[name]?.[i] ?? Number.NaN)))
    .reduce((sum, term) => sum + term, 0);
}
