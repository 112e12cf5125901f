import * as tf from "@tensorflow/tfjs-core";
import { defineLaw, type Law } from "../../kit/define-law.ts";
import { bitsOf } from "./bits.ts";
import { sameBits } from "./exactly.ts";
import { constrained, stateBits } from "./opened.ts";
import type { ConstraintSubject } from "./subject.ts";
import { batchesOf, trainStep } from "./train-step.ts";
import { showTraining, trainingCase, type TrainingCase, trainingLabels } from "./training-case.ts";

/** Reading a critic moves nothing. */
export const evaluationIsPure: Law<ConstraintSubject> = defineLaw<ConstraintSubject, TrainingCase>({
  name: "evaluation-is-pure",
  statement:
    "Evaluating a critic moves neither its weights nor the constraint's state, and gives the same bits each time.",
  source:
    "Keras and several GAN frameworks move u in evaluation; a score must not depend on how often it was asked for",
  share: 0.25,
  cases: ({ kinds }) => trainingCase({ kinds }),
  labels: trainingLabels,
  show: showTraining,
  measure: async (subject, given) => {
    const critic = constrained(subject, given.model);
    await trainStep(critic, 0, given);
    const { real } = batchesOf(critic, 1, given);
    const before = await stateBits(critic);
    const [first, second, third] = [false, false, true].map((training) => critic.apply(real, { training }));
    const fourth = critic.forward((pass) => [pass.apply(tf.neg(real)), pass.apply(real)])[1]!; // of two
    const [one, two, three, four] = await Promise.all(
      [first!, second!, third!, fourth].map((scores) => bitsOf({ scores })), // four tensors, as mapped
    );
    return [
      sameBits("state before and after four evaluations", before, await stateBits(critic)),
      sameBits("scores of a batch evaluated twice", one!, two!),
      sameBits("scores in evaluation and in training", one!, three!),
      sameBits("scores alone and after another batch", one!, four!),
    ];
  },
});
