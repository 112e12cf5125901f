import { constrain, createRng, type ConstrainedWeight, type GuaranteedQuantity } from "@lipschitz-gan/core";
import * as fc from "fast-check";
import { defineLaw, type Law } from "../../kit/define-law.ts";
import { buildCritic, type Kernels, setKernels } from "./architecture.ts";
import { leadingCase, type LeadingCase, leadingKernels, leadingLabels, showLeading } from "./leading-case.ts";
import { promiseMeasurements } from "./promise-measurements.ts";
import { estimateError, normalisationError } from "./rounding.ts";
import { type ConstraintSubject, promisesOf } from "./subject.ts";

/** A critic with a gap, the seed of the start values, and the power of two by which its kernels differ at the start. */
interface StillCase {
  readonly model: LeadingCase;
  readonly seed: number;
  readonly exponentAtBind: number;
}

/**
 * How many updates a method is given. Power iteration at a gap of a half is off by `2^-400` of what it was at the start,
 * and a method that takes over only a tenth of each new estimate by `0.9^200 = 7e-10`: less than float32 can show.
 */
const UPDATES = 200;

/**
 * The law of the promises about one quantity that are said to hold in the limit.
 *
 * No number of updates can refute a limit, so the law asks for a speed: with the leading singular value of every kernel
 * at least twice the next, the promise holds after 200 updates.
 *
 * @param quantity - what is promised
 */
export function keepsPromiseInTheLimit(quantity: GuaranteedQuantity): Law<ConstraintSubject> {
  return defineLaw<ConstraintSubject, StillCase>({
    name: `${quantity}-in-the-limit`,
    statement: `The ${quantity} is at most what is promised in the limit, up to rounding, after ${UPDATES} updates of kernels that stand still and whose leading singular value is at least twice the next.`,
    source:
      "the constraint's own guarantee; convergence of power iteration, Golub & Van Loan, section 8.2; exact values by SVD in float64",
    share: 0.25,
    appliesTo: (subject) => promisesOf(subject, quantity, "in-the-limit").length > 0,
    cases: ({ kinds }) =>
      fc.record({
        model: leadingCase({ kinds: OF_DENSE_LAYERS.has(quantity) ? ["dense"] : kinds }),
        seed: fc.nat(999),
        exponentAtBind: fc.constantFrom(1, -1, 3),
      }),
    labels: ({ model }) => leadingLabels(model),
    show: ({ model, seed, exponentAtBind }) =>
      `${showLeading(model)}\nbound with seed ${seed} to these kernels times ${2 ** exponentAtBind}`,
    measure: async (subject, { model, seed, exponentAtBind }) => {
      const kernels = leadingKernels(model);
      const atBind = buildCritic(model, scaled(kernels, 2 ** exponentAtBind));
      const critic = constrain(atBind, subject.make(), { rng: createRng(seed) });
      setKernels(critic.model, kernels);
      for (let i = 0; i < UPDATES; i++) critic.update();
      critic.project();
      return promiseMeasurements(critic, {
        architecture: model,
        quantity,
        promises: promisesOf(subject, quantity, "in-the-limit"),
        tolerance,
        when: `after ${UPDATES} updates`,
      });
    },
  });
}

/** The gap of a kernel is one of the layer's map only in a dense layer, and gradients are looked at in dense critics alone. */
const OF_DENSE_LAYERS: ReadonlySet<GuaranteedQuantity> = new Set(["operator-norm", "input-gradient"]);

/** The worse of a norm over all entries and of `|uᵀWv|`; with `σ₂ <= σ₁ / 2` the stable rank is at most `1 + (n - 1) / 4`. */
function tolerance({ matrix }: ConstrainedWeight): number {
  const { rows = 1, columns = 1 } = matrix ?? {};
  const stableRank = 1 + (Math.min(rows, columns) - 1) / 4;
  return Math.max(normalisationError(rows * columns), estimateError(rows, columns, stableRank));
}

function scaled(kernels: Kernels, factor: number): Kernels {
  return Object.fromEntries(
    Object.entries(kernels).map(([name, { shape, values }]) => [
      name,
      { shape, values: values.map((x) => x * factor) },
    ]),
  );
}
