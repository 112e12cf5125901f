import { constrain, createRng, type ConstrainedModel } from "@lipschitz-gan/core";
import * as tf from "@tensorflow/tfjs-core";
import * as fc from "fast-check";
import { defineLaw, type Law } from "../../kit/define-law.ts";
import { buildCritic, setKernels, sizeOf } from "./architecture.ts";
import {
  directionOf,
  dominantCase,
  type DominantCase,
  dominantKernels,
  dominantLabels,
  showDominant,
} from "./dominant-case.ts";
import { constrainedValues } from "./opened.ts";
import { operationError } from "./rounding.ts";
import { slopeByDifferences, type Stencil, stencilPlaces } from "./slope-by-differences.ts";
import { sixDigits } from "./six-digits.ts";
import type { ConstraintSubject } from "./subject.ts";

/** A critic, a direction, how often the state is moved before it is frozen, and the loss `⟨C, W̄⟩`. */
interface GradientCase {
  readonly model: DominantCase;
  readonly updates: number;
  /** The entries of C, cycled through, not all zero. */
  readonly loss: readonly number[];
}

/** Step of the differences: a quarter of an entry off the diagonal, a sixteenth of one on it. */
const H = 1 / 4;

/** Back-propagation through parametrize, against differences. */
export const parametrizeGradient: Law<ConstraintSubject> = defineLaw<ConstraintSubject, GradientCase>({
  name: "parametrize-gradient",
  statement:
    "The gradient of ⟨C, W̄⟩ with respect to the kernels, with the state at rest, is the slope that central differences show in any direction.",
  source:
    "Miyato et al. (2018), eq. 12; Keras and TensorFlow Addons leave out the term −λ u vᵀ, keras issue 20309 differentiates through u and v",
  appliesTo: ({ hooks, gradient }) => hooks.has("parametrize") && gradient === "exact",
  cases: ({ kinds }) => gradientCase(kinds),
  labels: ({ model, updates }) => [...dominantLabels(model), `updates: ${updates}`],
  show: ({ model, updates, loss }) =>
    `${showDominant(model)}\nupdates before: ${updates}, C = [${loss.join(", ")}], cycled through`,
  measure: async ({ make }, { model, updates, loss }) => {
    const critic = constrain(buildCritic(model, dominantKernels(model)), make(), { rng: createRng(3) });
    for (let i = 0; i < updates; i++) critic.update();
    const backward = await slopeByBackpropagation(critic, model, loss);
    const values: number[] = [];
    let size = 0;
    for (const place of stencilPlaces) {
      setKernels(critic.model, dominantKernels(model, place * H));
      const { product, length } = await productWith(critic, loss);
      values.push(product);
      size = Math.max(size, length);
    }
    const rounding = roundingOf(critic) * size;
    const { slope, error } = slopeByDifferences(values as unknown as Stencil, H, rounding); // as many as places
    return [
      {
        observed: Math.abs(backward - slope),
        allowed: error,
        what: `slope ${sixDigits(backward)} by back-propagation, against ${sixDigits(slope)} by central differences`,
      },
    ];
  },
});

function gradientCase(kinds: ConstraintSubject["kinds"]): fc.Arbitrary<GradientCase> {
  return fc.record({
    model: dominantCase({ kinds, activations: ["linear"], exponents: [0, -6, 6] }),
    updates: fc.integer({ min: 0, max: 2 }),
    loss: fc
      .array(fc.integer({ min: -2, max: 2 }), { minLength: 1, maxLength: 7 })
      .map((list) => (list.every((x) => x === 0) ? [1] : list)),
  });
}

/**
 * Relative error of an entry of W̄, and so of `⟨C, W̄⟩` relative to `|C| |W̄|`: N roundings of a norm over all N entries, or
 * fewer of a form `uᵀWv`, and ten operations besides. What back-propagation itself rounds is of this size without the
 * division by h / 4, which is less than a tenth of what the differences lose.
 */
function roundingOf(critic: ConstrainedModel): number {
  return (Math.max(...critic.weights.map(({ shape }) => sizeOf(shape))) + 10) * operationError();
}

/** `⟨C, W̄⟩` over all kernels in float64, and `|C| |W̄|`, which its rounding is relative to. */
async function productWith(
  critic: ConstrainedModel,
  loss: readonly number[],
): Promise<{ product: number; length: number }> {
  const values = Object.values(constrainedValues(critic));
  const entries = (await Promise.all(values.map(async (value) => Array.from(await value.data())))).flat();
  const weights = entries.map((_, i) => loss[i % loss.length] ?? 0);
  const product = entries.reduce((sum, entry, i) => sum + entry * (weights[i] ?? 0), 0);
  return { product, length: Math.hypot(...entries) * Math.hypot(...weights) };
}

async function slopeByBackpropagation(
  critic: ConstrainedModel,
  model: DominantCase,
  loss: readonly number[],
): Promise<number> {
  const variables = critic.weights.map(({ variable }) => variable);
  const { grads } = tf.variableGrads(
    () =>
      critic.forward((pass) => {
        let position = 0;
        const terms = critic.weights.map((weight) => {
          const coefficients = Float32Array.from(
            { length: sizeOf(weight.shape) },
            () => loss[position++ % loss.length] ?? 0,
          );
          return tf.sum(tf.mul(pass.weight(weight), tf.tensor(coefficients, [...weight.shape])));
        });
        return tf.addN(terms) as tf.Scalar; // a sum of scalars
      }),
    variables,
  );
  const directions = directionOf(model);
  const slopes = await Promise.all(
    critic.weights.map(async ({ name, variable }) => {
      const gradient = await grads[variable.name]?.data();
      return (directions[name]?.values ?? []).reduce((sum, d, i) => sum + d * (gradient?.[i] ?? Number.NaN), 0);
    }),
  );
  return slopes.reduce((sum, slope) => sum + slope, 0);
}
