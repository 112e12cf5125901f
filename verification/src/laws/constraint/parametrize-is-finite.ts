import * as tf from "@tensorflow/tfjs-core";
import { defineLaw, type Law } from "../../kit/define-law.ts";
import { type ModelCase, modelCase, modelLabels, showModel } from "./model-case.ts";
import { constrained, constrainedValues } from "./opened.ts";
import type { ConstraintSubject } from "./subject.ts";

/** Squares of the numbers of the cases times these, and sums of squares, neither vanish nor overflow in float32. */
const exponents = [0, -40, 40];

/** Finite weights give a finite critic. */
export const parametrizeIsFinite: Law<ConstraintSubject> = defineLaw<ConstraintSubject, ModelCase>({
  name: "parametrize-is-finite",
  statement:
    "Finite kernels give finite constrained weights with a finite gradient, also a kernel of zeros, one of a single row, and kernels of size 2^-40 and 2^40.",
  source:
    "PyTorch issue 20192 and flax issue 1671 (a kernel of zeros becomes NaN), gloro issue 8 (an epsilon that small kernels meet)",
  appliesTo: ({ hooks }) => hooks.has("parametrize"),
  cases: ({ kinds }) => modelCase({ kinds, exponents, withZeros: true }),
  labels: modelLabels,
  show: showModel,
  measure: async (subject, given) => {
    const critic = constrained(subject, given);
    const read = await nonFinite(constrainedValues(critic));
    const variables = critic.weights.map((weight) => weight.variable);
    const { grads } = tf.variableGrads(
      () => critic.forward((pass) => tf.addN<tf.Scalar>(critic.weights.map((weight) => tf.sum(pass.weight(weight))))),
      variables,
    );
    // There is a gradient for each variable that was asked for.
    const byName = Object.fromEntries(critic.weights.map(({ name, variable }) => [name, grads[variable.name]!]));
    return [
      ...read.map(({ name, count }) => ({
        observed: count,
        allowed: 0,
        what: `entries of the constrained ${name} that are not finite`,
      })),
      ...(await nonFinite(byName)).map(({ name, count }) => ({
        observed: count,
        allowed: 0,
        what: `entries of the gradient for ${name} that are not finite`,
      })),
    ];
  },
});

async function nonFinite(
  tensors: Readonly<Record<string, tf.Tensor>>,
): Promise<readonly { name: string; count: number }[]> {
  return Promise.all(
    Object.entries(tensors).map(async ([name, tensor]) => ({
      name,
      count: [...(await tensor.data())].filter((x) => !Number.isFinite(x)).length,
    })),
  );
}
