import { constrain, createRng, type GuaranteedQuantity } from "@lipschitz-gan/core";
import * as fc from "fast-check";
import { defineLaw, type Law } from "../../kit/define-law.ts";
import { buildCritic, type Kernels, showCritic } from "./architecture.ts";
import { constrainedValues } from "./opened.ts";
import { blocksOf, measured, summedEntries, type WeightQuantity } from "./quantities.ts";
import { normalisationError } from "./rounding.ts";
import { sixDigits } from "./six-digits.ts";
import { type ConstraintSubject, kernelsOf } from "./subject.ts";

/** A dense kernel of small whole numbers, one of which sticks out. */
interface PreservationCase {
  readonly inputs: number;
  readonly width: number;
  /** The entries, cycled through. */
  readonly entries: readonly number[];
  /** The first entry, in place of its own. */
  readonly corner: number;
}

/** What `compose` leans on to allow a constraint after one that promises. */
export const preservesWhatItSays: Law<ConstraintSubject> = defineLaw<ConstraintSubject, PreservationCase>({
  name: "preserves-what-it-says",
  statement: "A quantity that a constraint says it preserves is no larger after it has acted than before.",
  source:
    "preserves of LipschitzConstraint; clipping raises the spectral norm of ones with a -k in a corner, so it may not claim that",
  appliesTo: ({ preserves }) => preserves.some(isOfWeights),
  cases: preservationCase(),
  labels: ({ inputs, width, entries }) => [
    `matrix: ${Math.min(inputs, width) > 2 ? "3 or more of both" : "thin"}`,
    `entries: ${entries.length === 1 ? "constant" : "any"}`,
  ],
  show: (given) => showCritic(layersOf(given), preservationKernels(given, 1)),
  measure: async (subject, given) => {
    const layers = layersOf(given);
    const unit = unitOf(subject, given);
    const critic = constrain(buildCritic(layers, preservationKernels(given, unit)), subject.make(), {
      rng: createRng(3),
    });
    const blocks = () => Promise.all(critic.weights.map(async (weight) => blocksOf(weight, weight.variable)));
    const before = await blocks();
    critic.project();
    const values = constrainedValues(critic);
    // There is one value a weight.
    const after = await Promise.all(critic.weights.map((weight) => blocksOf(weight, values[weight.name]!)));
    return subject.preserves.filter(isOfWeights).flatMap((quantity) =>
      critic.weights.map((weight, i) => {
        const [was, is] = [measured(quantity, before[i] ?? []), measured(quantity, after[i] ?? [])];
        return {
          observed: was === 0 ? is : is / was - 1,
          allowed: normalisationError(summedEntries(quantity, weight)),
          what: `${quantity} of ${weight.name}, ${sixDigits(is)} after it has acted, relative to ${sixDigits(was)} before`,
        };
      }),
    );
  },
});

function preservationCase(): fc.Arbitrary<PreservationCase> {
  const entry = fc.integer({ min: -3, max: 3 });
  return fc.oneof(
    fc.record({
      inputs: fc.integer({ min: 1, max: 5 }),
      width: fc.integer({ min: 1, max: 5 }),
      entries: fc.array(entry, { minLength: 1, maxLength: 9 }),
      corner: fc.integer({ min: -5, max: 5 }),
    }),
    // Ones with a large entry of the other sign: cutting it off takes away what the ones had to work against.
    fc.record({
      inputs: fc.integer({ min: 3, max: 5 }),
      width: fc.integer({ min: 3, max: 5 }),
      entries: fc.constant([1]),
      corner: fc.integer({ min: -5, max: -2 }),
    }),
  );
}

function layersOf({ inputs, width }: PreservationCase): Parameters<typeof buildCritic>[0] {
  return { kind: "dense", inputs, width, activation: "linear" };
}

/** The kernels in some unit: the matrix of the case, and a row of ones to the score. */
function preservationKernels({ inputs, width, entries, corner }: PreservationCase, unit: number): Kernels {
  const values = Array.from({ length: inputs * width }, (_, i) =>
    i === 0 ? corner : (entries[i % entries.length] ?? 0),
  );
  return {
    "hidden/kernel": { shape: [inputs, width], values: values.map((value) => value * unit) },
    "score/kernel": { shape: [width, 1], values: Array.from({ length: width }, () => unit) },
  };
}

/** The size at which a constraint begins to act: the smallest bound that it promises for the first kernel, or 1. */
function unitOf({ guarantee }: ConstraintSubject, given: PreservationCase): number {
  const weights = kernelsOf(buildCritic(layersOf(given), preservationKernels(given, 1)));
  const [first] = weights;
  if (first === undefined) return 1;
  const bounds = guarantee.promises
    .filter(({ quantity }) => quantity !== "input-gradient")
    .map((promised) => promised.bound(first, weights.length));
  return bounds.length === 0 ? 1 : Math.min(...bounds);
}

function isOfWeights(quantity: GuaranteedQuantity): quantity is WeightQuantity {
  return quantity !== "input-gradient";
}
