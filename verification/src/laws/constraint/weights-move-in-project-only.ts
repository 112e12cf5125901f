import { createRng } from "@lipschitz-gan/core";
import { defineLaw, type Law } from "../../kit/define-law.ts";
import { bitsOf } from "./bits.ts";
import { sameBits } from "./exactly.ts";
import { modelOfCase } from "./model-case.ts";
import { constrained, plainWeights } from "./opened.ts";
import type { ConstraintSubject } from "./subject.ts";
import { batchesOf } from "./train-step.ts";
import { showTraining, trainingCase, type TrainingCase, trainingLabels } from "./training-case.ts";

/** The weights are the user's: the optimizer moves them, and project. */
export const weightsMoveInProjectOnly: Law<ConstraintSubject> = defineLaw<ConstraintSubject, TrainingCase>({
  name: "weights-move-in-project-only",
  statement:
    "The model's own weights are moved by project alone, not by bind, update, parametrize, penalty or dispose.",
  source: "Keras and TensorFlow Addons assign the normalised kernel to the variable in a forward pass",
  share: 0.4,
  cases: ({ kinds }) => trainingCase({ kinds }),
  labels: trainingLabels,
  show: showTraining,
  measure: async (subject, given) => {
    const plain = await bitsOf(plainWeights(modelOfCase(given.model)));
    const critic = constrained(subject, given.model);
    const afterBind = await bitsOf(plainWeights(critic.model));
    critic.update();
    const afterUpdate = await bitsOf(plainWeights(critic.model));
    const { real, fake } = batchesOf(critic, 0, given);
    critic.forward((pass) => {
      pass.apply(real);
      return [pass.penalty({ real, fake, random: createRng(given.seed).stream("penalty") })].filter(
        (penalty) => penalty !== undefined,
      );
    });
    const afterForward = await bitsOf(plainWeights(critic.model));
    critic.dispose();
    return [
      sameBits("weights before and after bind", plain, afterBind),
      sameBits("weights before and after update", plain, afterUpdate),
      sameBits("weights before and after a forward pass with penalty", plain, afterForward),
      sameBits("weights before and after dispose", plain, await bitsOf(plainWeights(critic.model))),
    ];
  },
});
