import { defineLaw, type Law } from "../../kit/define-law.ts";
import { sameBits } from "./exactly.ts";
import { constrained, constrainedBits, stateBits } from "./opened.ts";
import type { ConstraintSubject } from "./subject.ts";
import { trainStep } from "./train-step.ts";
import { showTraining, trainingCase, type TrainingCase, trainingLabels } from "./training-case.ts";

/** A constraint is a description; what changes lives in its bindings. */
export const bindingsAreIndependent: Law<ConstraintSubject> = defineLaw<ConstraintSubject, TrainingCase>({
  name: "bindings-are-independent",
  statement:
    "A critic trains to the same bits alone and beside a second one that is bound by the same constraint, trained in turn with it and disposed.",
  source:
    "LipschitzConstraint of @lipschitz-gan/core: an immutable description; state in the factory's closure breaks it",
  share: 0.2,
  cases: ({ kinds }) => trainingCase({ kinds }),
  labels: trainingLabels,
  show: showTraining,
  measure: async (subject, given) => {
    const alone = constrained(subject, given.model);
    const constraint = subject.make();
    const one = constrained(subject, given.model, { constraint });
    const beside = constrained(subject, { ...given.model, entries: [1, -2, 0.5] }, { constraint, seed: 4 });
    for (const step of [0, 1]) for (const critic of [alone, one, beside]) await trainStep(critic, step, given);
    const whileBeside = sameBits(
      "constrained weights alone, and while another is trained",
      await constrainedBits(alone),
      await constrainedBits(one),
    );
    beside.dispose();
    for (const critic of [alone, one]) await trainStep(critic, 2, given);
    return [
      whileBeside,
      sameBits("state of a critic alone, and beside another", await stateBits(alone), await stateBits(one)),
      sameBits(
        "constrained weights alone, and after another was disposed",
        await constrainedBits(alone),
        await constrainedBits(one),
      ),
    ];
  },
});
