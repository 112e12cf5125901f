import { defineLaw, type Law } from "../../kit/define-law.ts";
import * as tf from "@tensorflow/tfjs-core";
import * as fc from "fast-check";
import { mustBe } from "./exactly.ts";
import { type ModelCase, modelCase, modelLabels, showModel } from "./model-case.ts";
import { constrained, constrainedValues } from "./opened.ts";
import type { ConstraintSubject } from "./subject.ts";

/** A critic, and which entry of which kernel is NaN; both are taken round the end. */
interface NanCase {
  readonly model: ModelCase;
  readonly kernel: number;
  readonly entry: number;
}

/** Training that has failed must look so. */
export const nanShows: Law<ConstraintSubject> = defineLaw<ConstraintSubject, NanCase>({
  name: "nan-shows",
  statement: "A NaN in a kernel stays a NaN in what the forward passes read, after update and after project.",
  source: "clipByValue of the WASM backend turns NaN into the lower bound, which hides that training has failed",
  share: 0.5,
  cases: ({ kinds }) => fc.record({ model: modelCase({ kinds }), kernel: fc.nat(1), entry: fc.nat(7) }),
  labels: ({ model }) => modelLabels(model),
  show: ({ model, kernel, entry }) =>
    `${showModel(model)}\nthen NaN in kernel ${kernel}, entry ${entry} (round the end)`,
  measure: async (subject, { model, kernel, entry }) => {
    const critic = constrained(subject, model);
    const poisoned = critic.weights[kernel % critic.weights.length]!; // at least one weight
    const values = Float32Array.from(await poisoned.variable.data());
    values[entry % values.length] = Number.NaN;
    poisoned.variable.assign(tf.tensor(values, [...poisoned.shape]));
    const isSeen = async (): Promise<boolean> => {
      const read = await constrainedValues(critic)[poisoned.name]?.data();
      return read !== undefined && [...read].some(Number.isNaN);
    };
    critic.update();
    const afterUpdate = await isSeen();
    critic.project();
    return [
      mustBe(`a NaN in ${poisoned.name} must show after update`, "finite constrained weights", afterUpdate),
      mustBe(`a NaN in ${poisoned.name} must show after project`, "finite constrained weights", await isSeen()),
    ];
  },
});
