import { createRng } from "@lipschitz-gan/core";
import * as tf from "@tensorflow/tfjs-core";
import { defineLaw, type Law } from "../../kit/define-law.ts";
import { type Bits, bitsOf } from "./bits.ts";
import { sameBits } from "./exactly.ts";
import { type ModelCase, modelCase, modelLabels, modelOfCase, showModel } from "./model-case.ts";
import { type ConstraintSubject, kernelsOf } from "./subject.ts";

/** What makes parametrizations nest. */
export const actsOnValue: Law<ConstraintSubject> = defineLaw<ConstraintSubject, ModelCase>({
  name: "acts-on-value",
  statement:
    "Update and parametrize act on the value that they are given, as the constraints before have left it, and not on the variable.",
  source:
    "BoundConstraint of @lipschitz-gan/core; a constraint that reads weight.variable undoes those composed before it",
  appliesTo: ({ hooks }) => hooks.has("update") || hooks.has("parametrize"),
  cases: ({ kinds }) => modelCase({ kinds }),
  labels: modelLabels,
  show: (given) => `${showModel(given)}\nvalue: the kernels times 2 plus 1, rounds of update: 2`,
  measure: async (subject, given) => {
    const [apart, together] = [await afterTwoRounds(subject, given, false), await afterTwoRounds(subject, given, true)];
    return [
      sameBits(
        "state where the variable holds another number than the value, and where it holds the same",
        apart.state,
        together.state,
      ),
      sameBits(
        "parametrized value where the variable holds another number, and where it holds the same",
        apart.read,
        together.read,
      ),
    ];
  },
});

/** Binds to a case's kernels, and updates and parametrizes other values; the variables hold these too, or not. */
async function afterTwoRounds(
  { make }: ConstraintSubject,
  given: ModelCase,
  holdsValue: boolean,
): Promise<{ state: Bits; read: Bits }> {
  const weights = kernelsOf(modelOfCase(given));
  const bound = make().bind(weights, createRng(3));
  const values = weights.map((weight) => tf.add(tf.mul(weight.variable, 2), 1));
  await Promise.all(values.map((value) => value.data())); // for a constraint that reads them at once, on WebGPU
  if (holdsValue) weights.forEach((weight, i) => weight.variable.assign(values[i]!)); // one value a weight
  const read: Record<string, tf.Tensor> = {};
  for (let round = 0; round < 2; round++) {
    weights.forEach((weight, i) => {
      const value = values[i]!; // one value a weight
      bound.update?.(weight, value);
      read[`${weight.name} in round ${round + 1}`] = bound.parametrize?.(weight, value) ?? value;
    });
  }
  return { state: await bitsOf(bound.state()), read: await bitsOf(read) };
}
