import { defineLaw, type Law } from "../../kit/define-law.ts";
import type { Measurement } from "../../kit/measurement.ts";
import { mustBe } from "./exactly.ts";
import { constrained } from "./opened.ts";
import { type PenaltyResult, penaltyTensor, penaltyWithGradients } from "./penalty-run.ts";
import type { ConstraintSubject } from "./subject.ts";
import { batchesOf } from "./train-step.ts";
import { showTraining, trainingCase, type TrainingCase, trainingLabels } from "./training-case.ts";

/** A penalty that an optimizer can use. */
export const penaltyIsFinite: Law<ConstraintSubject> = defineLaw<ConstraintSubject, TrainingCase>({
  name: "penalty-is-finite",
  statement:
    "A penalty is a finite scalar with a finite gradient, also for a critic of zeros and where the generated batch is the real one.",
  source: "d√s/ds is infinite at 0, so ‖∇D‖ of a constant critic gives NaN without care",
  share: 0.5,
  appliesTo: ({ hooks }) => hooks.has("penalty"),
  cases: ({ kinds }) => trainingCase({ kinds, withZeros: true }),
  labels: trainingLabels,
  show: showTraining,
  measure: async (subject, given) => {
    const critic = constrained(subject, given.model);
    const { real, fake } = batchesOf(critic, 0, given);
    const { shape } = penaltyTensor(critic, { real, fake, seed: given.seed });
    const results = [
      ["of two batches", await penaltyWithGradients(critic, { real, fake, seed: given.seed })],
      ["of a batch and itself", await penaltyWithGradients(critic, { real, fake: real, seed: given.seed })],
    ] as const;
    return [
      mustBe("the penalty must be a scalar", `shape [${shape.join(", ")}]`, shape.length === 0),
      ...results.flatMap(([what, result]) => finiteness(what, result)),
    ];
  },
});

function finiteness(what: string, { value, gradients }: PenaltyResult): readonly Measurement[] {
  const isFinite = mustBe(`the penalty ${what} must be finite`, value, Number.isFinite(value));
  const ofGradients = Object.entries(gradients).map(([name, gradient]) => ({
    observed: Array.from(gradient).filter((x) => !Number.isFinite(x)).length,
    allowed: 0,
    what: `entries of the penalty's gradient for ${name} that are not finite, ${what}`,
  }));
  return [isFinite, ...ofGradients];
}
