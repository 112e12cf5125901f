import { constrain, createRng } from "@lipschitz-gan/core";
import { defineLaw, type Law } from "../../kit/define-law.ts";
import {
  type AffineCase,
  affineCritic,
  affineLabels,
  kernelEntries,
  normOf,
  showAffine,
  wholeNormCase,
} from "./affine-case.ts";
import { sizeOf } from "./architecture.ts";
import { mustBe } from "./exactly.ts";
import { penaltyWithGradients } from "./penalty-run.ts";
import { normalisationError, operationError } from "./rounding.ts";
import { sixDigits } from "./six-digits.ts";
import { type ConstraintSubject, kernelsOf, promisesOf } from "./subject.ts";
import { batchesOf } from "./train-step.ts";

/** A penalty on gradients vanishes where it wants the gradient to be, and pulls towards it from above. */
export const penaltyAtTheBound: Law<ConstraintSubject> = defineLaw<ConstraintSubject, AffineCase>({
  name: "penalty-at-the-bound",
  statement:
    "A penalty that promises a bound on the gradient vanishes for an affine critic whose gradient is as long as the bound; where it is longer the penalty is positive, and descent shortens it.",
  source:
    "Gulrajani et al. (2017), section 4; a square that is not rooted, a forgotten target, a wrong sign and norms over one axis break it",
  share: 0.5,
  appliesTo: aimsAtGradients,
  cases: wholeNormCase(),
  labels: affineLabels,
  show: (given) => `${showAffine(given)}\nw is scaled to multiples of the bound`,
  measure: async (subject, given) => {
    const bound = boundFor(subject, given);
    const at = (multiple: number): ReturnType<typeof run> => run(subject, given, (multiple * bound) / normOf(given));
    const [exact, near, twiceAsNear, above] = [await at(1), await at(17 / 16), await at(9 / 8), await at(2)];
    const allowed = allowedAtBound(near.value, twiceAsNear.value, sizeOf(given.shape));
    return [
      {
        observed: Math.abs(exact.value),
        allowed,
        what: `penalty where the gradient is as long as the bound, ${sixDigits(bound)}`,
      },
      mustBe("the penalty must be above 0 where the gradient is twice the bound", above.value, above.value > 0),
      mustBe("there its slope along w must be above 0, so that descent shortens w", above.slope, above.slope > 0),
    ];
  },
});

/**
 * Whether the penalty is one term that promises one bound on the gradient, and no parametrization keeps w from being
 * what the law sets. Members of a composition are at rest in places of their own, and each is a subject by itself.
 */
function aimsAtGradients(subject: ConstraintSubject): boolean {
  const promises = promisesOf(subject, "input-gradient");
  const isOneTerm = promises.length === 1 && !subject.name.includes("+");
  return isOneTerm && promises[0]?.norm === "l2" && subject.hooks.has("penalty") && !subject.hooks.has("parametrize");
}

function boundFor(subject: ConstraintSubject, given: AffineCase): number {
  const [weight] = kernelsOf(affineCritic(given));
  const [promised] = promisesOf(subject, "input-gradient");
  return weight === undefined || promised === undefined ? Number.NaN : promised.bound(weight, 1);
}

async function run(
  { make }: ConstraintSubject,
  given: AffineCase,
  factor: number,
): Promise<{ value: number; slope: number }> {
  const critic = constrain(affineCritic(given, factor), make(), { rng: createRng(3) });
  const { value, gradients } = await penaltyWithGradients(critic, { ...batchesOf(critic, 0, given), seed: given.seed });
  const gradient = gradients["score/kernel"] ?? [];
  return { value, slope: kernelEntries(given).reduce((sum, w, i) => sum + w * (gradient[i] ?? Number.NaN), 0) };
}

/**
 * The norm of w is off from the bound by η, two roundings of its entries and a normalisation. Near the bound a penalty
 * grows like the p-th power of what the norm is too long by; p shows at 1/16 and at 1/8 above it (and is rounded down,
 * since higher orders make it seem larger: 2.08 for `(|w|² - k²)²`). So it is at most `(16 η)^p` of what it is at 1/16.
 */
function allowedAtBound(near: number, twiceAsNear: number, size: number): number {
  const eta = normalisationError(size) + 2 * operationError();
  const power = Math.max(1, Math.floor(Math.log2(twiceAsNear / near) + 0.1));
  return near > 0 && Number.isFinite(power) ? near * (16 * eta) ** power : 0;
}
