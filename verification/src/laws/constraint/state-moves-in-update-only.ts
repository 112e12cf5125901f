import { createRng } from "@lipschitz-gan/core";
import * as tf from "@tensorflow/tfjs-core";
import { defineLaw, type Law } from "../../kit/define-law.ts";
import { type Bits, bitsOf } from "./bits.ts";
import { sameBits } from "./exactly.ts";
import { modelOfCase } from "./model-case.ts";
import { opened, type OpenedBinding } from "./opened.ts";
import type { ConstraintSubject } from "./subject.ts";
import { batchesOf } from "./train-step.ts";
import { showTraining, trainingCase, type TrainingCase, trainingLabels } from "./training-case.ts";

/** The contract of the hooks: `update` is the one that moves state. */
export const stateMovesInUpdateOnly: Law<ConstraintSubject> = defineLaw<ConstraintSubject, TrainingCase>({
  name: "state-moves-in-update-only",
  statement:
    "Of all hooks update alone moves the constraint's state; parametrize, penalty and project leave it to the bit.",
  source:
    "BoundConstraint of @lipschitz-gan/core; PyTorch issues 13350 and 62293 (u moved in place within a double forward)",
  cases: ({ kinds }) => trainingCase({ kinds, minWidth: 1 }),
  labels: trainingLabels,
  show: showTraining,
  measure: async (subject, given) => {
    const binding = opened(subject, given.model);
    const { bound, weights } = binding;
    const before = await bitsOf(bound.state());
    const values = weights.map((weight) => tf.mul(weight.variable, 0.75));
    await Promise.all(values.map((value) => value.data())); // for a constraint that reads them at once, on WebGPU
    tf.tidy(() => weights.map((weight, i) => bound.parametrize?.(weight, values[i]!))); // one value a weight
    const afterParametrize = await bitsOf(bound.state());
    tf.tidy(() => penaltyOf(binding, given));
    const afterPenalty = await bitsOf(bound.state());
    for (const weight of weights) bound.project?.(weight);
    const against = (hook: string, after: Bits) => sameBits(`state before and after ${hook}`, before, after);
    return [
      against("parametrize", afterParametrize),
      against("penalty", afterPenalty),
      against("project", await bitsOf(bound.state())),
    ];
  },
});

/** The penalty of a binding on normal batches, with a critic that is the plain model of the case. */
function penaltyOf({ bound, weights }: OpenedBinding, given: TrainingCase): tf.Scalar | undefined {
  const model = modelOfCase(given.model);
  const { real, fake } = batchesOf({ model }, 0, given);
  return bound.penalty?.({
    real,
    fake,
    critic: (x) => model.apply(x) as tf.Tensor, // one input, one output
    weight: (weight) => tf.clone(weights.find(({ name }) => name === weight.name)?.variable ?? weight.variable),
    random: createRng(given.seed).stream("penalty"),
  });
}
