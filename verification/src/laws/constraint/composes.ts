import {
  compose,
  constrain,
  type ConstrainedModel,
  createRng,
  type LipschitzConstraint,
  unconstrained,
} from "@lipschitz-gan/core";
import { gradientPenalty } from "@lipschitz-gan/regularizers";
import { defineLaw, type Law } from "../../kit/define-law.ts";
import type { Measurement } from "../../kit/measurement.ts";
import { affineCase, type AffineCase, affineCritic, affineLabels, kernelEntries, showAffine } from "./affine-case.ts";
import { mustBe, sameBits } from "./exactly.ts";
import { constrainedBits, constrainedValues } from "./opened.ts";
import { penaltyOf } from "./penalty-run.ts";
import { normalisationError, operationError } from "./rounding.ts";
import { sixDigits } from "./six-digits.ts";
import type { ConstraintSubject } from "./subject.ts";
import { batchesOf, trainStep } from "./train-step.ts";

/** A constraint is a part to build with. */
export const composes: Law<ConstraintSubject> = defineLaw<ConstraintSubject, AffineCase>({
  name: "composes",
  statement:
    "After unconstrained() and before gradientPenalty() in a composition, a constraint keeps its promises, its constrained weights to the bit, and its penalty.",
  source: "compose of @lipschitz-gan/core: parametrizations nest, penalties add up, projections run in order",
  share: 0.3,
  cases: affineCase(),
  labels: affineLabels,
  show: showAffine,
  measure: async ({ make }, given) => {
    const view = (constraint: LipschitzConstraint): ConstrainedModel =>
      constrain(affineCritic(given), constraint, { rng: createRng(3) });
    const alone = view(make());
    const afterNothing = view(compose(unconstrained(), make()));
    const withPenalty = view(compose(make(), gradientPenalty({ lambda: LAMBDA })));
    const [wanted, second, kept] = [alone, afterNothing, withPenalty].map(promisesIn);
    const penalties = await penaltiesAddUp(alone, withPenalty, given);
    const together = sameBits(
      "constrained weights alone, and composed with a penalty",
      await constrainedBits(alone),
      await constrainedBits(withPenalty),
    );
    for (const critic of [alone, afterNothing]) for (const step of [0, 1]) await trainStep(critic, step, given);
    return [
      mustBe(`the promises after unconstrained() must be [${wanted}], as alone`, `[${second}]`, second === wanted),
      mustBe(
        `the promises before a penalty must begin with [${wanted}], as alone`,
        `[${kept}]`,
        kept?.startsWith(wanted ?? "") === true,
      ),
      together,
      penalties,
      sameBits(
        "constrained weights after two steps, alone and after unconstrained()",
        await constrainedBits(alone),
        await constrainedBits(afterNothing),
      ),
    ];
  },
});

/** Weight of the gradient penalty that is composed with. */
const LAMBDA = 10;

function promisesIn({ constraint }: ConstrainedModel): string {
  return constraint.guarantee.promises.map(({ quantity, sense }) => `${quantity} ${sense}`).join(", ");
}

/**
 * The penalty of a composition with a gradient penalty against the constraint's own plus `λ (|w̄| - 1)²`, which is what a
 * gradient penalty is for an affine critic, whatever points it draws.
 *
 * In float32 `|w̄|` is off by `η |w̄|`, so the square by `2 ||w̄| - 1| η |w̄| + (η |w̄|)²`; the difference, the square, the
 * mean, the product with λ and the sum round, each relative to their size.
 */
async function penaltiesAddUp(
  alone: ConstrainedModel,
  composed: ConstrainedModel,
  given: AffineCase,
): Promise<Measurement> {
  const batches = { ...batchesOf(alone, 0, given), seed: given.seed };
  const [own, both] = [await penaltyOf(alone, batches), await penaltyOf(composed, batches)];
  const kernel = await Promise.all(Object.values(constrainedValues(alone)).map((value) => value.data()));
  const norm = Math.hypot(...kernel.flatMap((values) => Array.from(values)));
  const square = LAMBDA * (norm - 1) ** 2;
  const eta = normalisationError(kernelEntries(given).length) * norm;
  const rounding = (given.batchSize + 5) * operationError() * (square + Math.abs(own));
  return {
    observed: Math.abs(both - own - square),
    allowed: LAMBDA * (2 * Math.abs(norm - 1) * eta + eta ** 2) + rounding,
    what: `penalty ${sixDigits(both)} of the composition, against its own ${sixDigits(own)} plus ${sixDigits(square)}`,
  };
}
