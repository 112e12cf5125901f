import { type ConstrainedModel, constrain, createRng } from "@lipschitz-gan/core";
import * as tf from "@tensorflow/tfjs-core";
import { defineLaw, type Law } from "../../kit/define-law.ts";
import { affineCase, type AffineCase, affineCritic, affineLabels, showAffine } from "./affine-case.ts";
import { sizeOf } from "./architecture.ts";
import { type PenaltyResult, penaltyOf, penaltyWithGradients } from "./penalty-run.ts";
import { operationError } from "./rounding.ts";
import { sixDigits } from "./six-digits.ts";
import { type ConstraintSubject, promisesOf } from "./subject.ts";
import { batchesOf } from "./train-step.ts";

/** A penalty on gradients sees the same gradient in every sample of an affine critic. */
export const penaltyIgnoresBatch: Law<ConstraintSubject> = defineLaw<ConstraintSubject, AffineCase>({
  name: "penalty-ignores-batch",
  statement:
    "A penalty that aims at the gradient is, for an affine critic, the same for a batch, the batch in another order, and the batch twice over.",
  source:
    "the gradient of an affine critic is the same everywhere; norms over the whole batch (TorchGAN, PyTorch-GAN) and over one axis break it",
  share: 0.5,
  appliesTo: (subject) => subject.hooks.has("penalty") && promisesOf(subject, "input-gradient").length > 0,
  cases: affineCase(),
  labels: affineLabels,
  show: showAffine,
  measure: async ({ make }, given) => {
    const { seed } = given;
    const critic = constrain(affineCritic(given), make(), { rng: createRng(3) });
    const { real, fake } = batchesOf(critic, 0, given);
    const reversed = { real: tf.reverse(real, 0), fake: tf.reverse(fake, 0) };
    const twice = { real: tf.concat([real, real]), fake: tf.concat([fake, fake]) };
    const once = await penaltyWithGradients(critic, { real, fake, seed });
    const allowed = await roundingOf(critic, once, given);
    const against = async (what: string, batches: typeof twice) => ({
      observed: Math.abs((await penaltyOf(critic, { ...batches, seed })) - once.value),
      allowed,
      what: `penalty of ${what}, against that of the batch, which is ${sixDigits(once.value)}`,
    });
    return [await against("the batch in another order", reversed), await against("the batch twice over", twice)];
  },
});

/**
 * Each of two penalties is that of a kernel whose entries are off by η, times `1 + η` (see penalty-gradient); η counts the
 * roundings of a norm over the sample, of a mean over twice the batch, and ten operations.
 */
async function roundingOf(
  critic: ConstrainedModel,
  once: PenaltyResult,
  { shape, batchSize }: AffineCase,
): Promise<number> {
  const eta = (sizeOf(shape) / 2 + 2 * batchSize + 10) * operationError();
  const moved = await Promise.all(
    critic.weights.map(async ({ name, variable }) => {
      const values = await variable.data();
      return Array.from(once.gradients[name] ?? [], (g, i) => Math.abs(g * (values[i] ?? Number.NaN)));
    }),
  );
  return 2 * eta * moved.flat().reduce((sum, term) => sum + term, Math.abs(once.value));
}
