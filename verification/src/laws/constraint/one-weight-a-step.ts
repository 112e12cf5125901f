import { createRng } from "@lipschitz-gan/core";
import * as tf from "@tensorflow/tfjs-core";
import { defineLaw, type Law } from "../../kit/define-law.ts";
import { type Bits, bitsOf } from "./bits.ts";
import { sameBits } from "./exactly.ts";
import { constrained, opened } from "./opened.ts";
import type { ConstraintSubject } from "./subject.ts";
import { batchesOf } from "./train-step.ts";
import { showTraining, trainingCase, type TrainingCase, trainingLabels } from "./training-case.ts";

/** The loss compares scores of one critic, not of two that differ a little. */
export const oneWeightAStep: Law<ConstraintSubject> = defineLaw<ConstraintSubject, TrainingCase>({
  name: "one-weight-a-step",
  statement:
    "Between two updates the real batch, the fake batch and the penalty meet the same constrained weights, and a penalty with the same random numbers is the same, to the bit.",
  source: "TensorFlow Addons issue 2411: weights change between the real and the fake pass of one step",
  share: 0.4,
  cases: ({ kinds }) => trainingCase({ kinds }),
  labels: trainingLabels,
  show: showTraining,
  measure: async (subject, given) => {
    const [parametrizedOnce, parametrizedTwice] = await parametrizedBits(subject, given);
    const critic = constrained(subject, given.model);
    critic.update();
    const { real, fake } = batchesOf(critic, 0, given);
    const penaltyOf = (pass: Parameters<Parameters<typeof critic.forward>[0]>[0]): tf.Tensor =>
      pass.penalty({ real, fake, random: createRng(given.seed).stream("penalty") }) ?? tf.scalar(0);
    const seen = critic.forward(
      (pass) => ({
        before: [pass.apply(real), penaltyOf(pass), ...critic.weights.map(pass.weight)],
        after: [pass.apply(real), penaltyOf(pass), ...critic.weights.map(pass.weight)],
      }),
      { training: true },
    );
    const names = ["scores of the real batch", "penalty", ...critic.weights.map(({ name }) => name)];
    const named = (tensors: readonly tf.Tensor[]): Promise<Bits> =>
      bitsOf(Object.fromEntries(tensors.map((tensor, i) => [names[i] ?? "", tensor])));
    return [
      sameBits("two parametrizations in one step", parametrizedOnce, parametrizedTwice),
      sameBits("one forward pass before and after a penalty", await named(seen.before), await named(seen.after)),
    ];
  },
});

/** What a binding makes of its kernels, twice in one step. */
async function parametrizedBits(subject: ConstraintSubject, { model }: TrainingCase): Promise<readonly [Bits, Bits]> {
  const { bound, weights } = opened(subject, model);
  const read = (): Promise<Bits> =>
    bitsOf(
      Object.fromEntries(
        weights.map((weight) => [weight.name, bound.parametrize?.(weight, weight.variable) ?? weight.variable]),
      ),
    );
  return [await read(), await read()];
}
