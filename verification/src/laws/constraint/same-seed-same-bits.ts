import { defineLaw, type Law } from "../../kit/define-law.ts";
import { sameBits } from "./exactly.ts";
import { constrained, constrainedBits, stateBits } from "./opened.ts";
import type { ConstraintSubject } from "./subject.ts";
import { trainStep } from "./train-step.ts";
import { showTraining, trainingCase, type TrainingCase, trainingLabels } from "./training-case.ts";

/** All randomness comes through the streams that a constraint is given. */
export const sameSeedSameBits: Law<ConstraintSubject> = defineLaw<ConstraintSubject, TrainingCase>({
  name: "same-seed-same-bits",
  statement: "Two runs of the same seed have the same state and the same constrained weights to the bit.",
  source: "Rng of @lipschitz-gan/core: one seed a run; Math.random or tf.randomNormal in a binding break it",
  share: 0.2,
  cases: ({ kinds }) => trainingCase({ kinds }),
  labels: trainingLabels,
  show: showTraining,
  measure: async (subject, given) => {
    const [one, other] = [constrained(subject, given.model), constrained(subject, given.model)];
    const atStart = sameBits("state of two bindings of one seed", await stateBits(one), await stateBits(other));
    for (const critic of [one, other]) for (const step of [0, 1]) await trainStep(critic, step, given);
    return [
      atStart,
      sameBits("state after two steps of two runs of one seed", await stateBits(one), await stateBits(other)),
      sameBits("constrained weights of two runs of one seed", await constrainedBits(one), await constrainedBits(other)),
    ];
  },
});
