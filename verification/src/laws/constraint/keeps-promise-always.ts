import type { GuaranteedQuantity } from "@lipschitz-gan/core";
import * as fc from "fast-check";
import { defineLaw, type Law } from "../../kit/define-law.ts";
import type { Measurement } from "../../kit/measurement.ts";
import { setKernels } from "./architecture.ts";
import { kernelsOfCase } from "./model-case.ts";
import { constrained } from "./opened.ts";
import { promiseMeasurements } from "./promise-measurements.ts";
import { summedEntries } from "./quantities.ts";
import { normalisationError } from "./rounding.ts";
import { type ConstraintSubject, promisesOf } from "./subject.ts";
import { trainStep } from "./train-step.ts";
import { showTraining, trainingCase, type TrainingCase, trainingLabels } from "./training-case.ts";

/** A critic, its batches, and the entries that its kernels jump to, as a careless optimizer would move them. */
interface JumpCase extends TrainingCase {
  readonly jump: readonly number[];
}

const STEPS = 5;

/**
 * The law of the promises about one quantity that are said to hold always.
 *
 * For a projection they hold from the first project on, so that comes first.
 *
 * @param quantity - what is promised
 */
export function keepsPromiseAlways(quantity: GuaranteedQuantity): Law<ConstraintSubject> {
  return defineLaw<ConstraintSubject, JumpCase>({
    name: `${quantity}-always`,
    statement: `The ${quantity} is at most what is promised always, up to rounding: after the first project, after a jump of the kernels, after the next update, and after ${STEPS} steps of training.`,
    source:
      "the constraint's own guarantee; normalisationError derives what is allowed; exact values by SVD in float64",
    share: 0.5,
    appliesTo: (subject) => promisesOf(subject, quantity, "always").length > 0,
    cases: ({ kinds }) => jumpCase(quantity === "input-gradient" ? { kinds: ["dense"] } : { kinds }),
    labels: trainingLabels,
    show: (given) => `${showTraining(given)}\nthe kernels jump to [${given.jump.join(", ")}], cycled through`,
    measure: async (subject, given) => {
      const critic = constrained(subject, given.model);
      const look = (when: string): Promise<readonly Measurement[]> =>
        promiseMeasurements(critic, {
          architecture: given.model,
          quantity,
          promises: promisesOf(subject, quantity, "always"),
          tolerance: (weight) =>
            normalisationError(summedEntries(quantity === "input-gradient" ? "spectral-norm" : quantity, weight)),
          when,
        });
      critic.project();
      const atStart = await look("after the first project");
      setKernels(critic.model, kernelsOfCase({ ...given.model, entries: given.jump }));
      critic.project();
      const afterJump = await look("after a jump of the kernels");
      critic.update();
      const afterUpdate = await look("after a jump and an update");
      for (let step = 0; step < STEPS; step++) await trainStep(critic, step, given);
      return [...atStart, ...afterJump, ...afterUpdate, ...(await look(`after ${STEPS} steps`))];
    },
  });
}

function jumpCase(options: Parameters<typeof trainingCase>[0]): fc.Arbitrary<JumpCase> {
  const jump = fc.array(fc.integer({ min: -4, max: 4 }), { minLength: 1, maxLength: 7 });
  return fc
    .tuple(trainingCase({ ...options, exponents: [0, -20, 20] }), jump)
    .map(([training, entries]) => Object.assign({}, training, { jump: entries }));
}
