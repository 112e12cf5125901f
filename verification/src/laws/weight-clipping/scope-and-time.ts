import { constrain, createRng } from "@lipschitz-gan/core";
import * as tf from "@tensorflow/tfjs-core";
import * as fc from "fast-check";
import { defineLaw, type Law } from "../../kit/define-law.ts";
import type { Measurement } from "../../kit/measurement.ts";
import { constrainedWeights, inGivenOrder, modelOfWeights, readAll, readWeights } from "../weights/model-of-weights.ts";
import { countDifferent } from "../weights/rounding.ts";
import {
  type ClippingCase,
  clippingParts,
  clippingLabels,
  float32Bound,
  kernelsOf,
  showClipping,
} from "./clipping-case.ts";
import type { WeightClippingSubject } from "./subject.ts";

interface SelectionCase extends ClippingCase {
  /** Position of the kernel that is not selected, counted round; all are if there is only one. */
  readonly left: number;
}

/** Only what is selected is clipped. */
export const othersStay: Law<WeightClippingSubject> = defineLaw<WeightClippingSubject, SelectionCase>({
  name: "others-stay",
  statement: "Biases, gains and kernels that are not selected keep their bits.",
  source: "PyTorch-StudioGAN clips all parameters, biases and batch norm's gains among them",
  cases: fc.record({ ...clippingParts(), left: fc.nat(2) }),
  labels: clippingLabels,
  show: (given) => `${showClipping(given)}\nnot selected, counted round: ${given.left}`,
  measure: async (subject, given) => {
    const kernels = kernelsOf(given);
    const left = kernels.length === 1 ? "none" : `weight${given.left % kernels.length}`;
    const model = modelOfWeights(kernels);
    const critic = constrain(model, subject.make(given.options), {
      rng: createRng(17),
      select: ({ layer, matrix }) => matrix !== null && layer !== left,
    });
    const selected = new Set(critic.weights.map(({ variable }) => variable.id));
    const others = Object.values(critic.state()).filter((variable) => !selected.has(variable.id));
    const before = await readAll(others);
    critic.update();
    critic.project();
    const after = await readAll(others);
    return before.map((values, i) => ({
      observed: countDifferent(values, after[i] ?? []),
      allowed: 0,
      what: `entries that moved in ${others[i]?.name}`,
    }));
  },
});

interface StepCase extends ClippingCase {
  /** What the step adds to every entry, in bounds. */
  readonly step: number;
}

/** Clipping moves the variables, and does so after the step. */
export const afterTheStep: Law<WeightClippingSubject> = defineLaw<WeightClippingSubject, StepCase>({
  name: "after-the-step",
  statement:
    "Before a projection the critic reads its variables as they are; after a step and its projection they, and what it reads, are within the bound.",
  source: "Arjovsky, Chintala & Bottou (2017), algorithm 1, line 7; TorchGAN clips before the step",
  cases: fc.record({ ...clippingParts(), step: fc.constantFrom(4, -4, 0.5, 100) }),
  labels: clippingLabels,
  show: (given) => `${showClipping(given)}\nthe step adds ${given.step} bounds`,
  measure: async (subject, given) => {
    const kernels = kernelsOf(given);
    const bounds = kernels.map((kernel) => float32Bound(given.options, kernel, kernels.length));
    const critic = constrainedWeights(kernels, subject.make(given.options));
    const variables = inGivenOrder(critic).map(({ variable }) => variable);
    critic.update();
    const readBefore = await readWeights(critic);
    const keptBefore = await readAll(variables);
    tf.tidy(() => {
      for (const [i, variable] of variables.entries()) variable.assign(tf.add(variable, given.step * (bounds[i] ?? 0)));
    });
    critic.project();
    const kept = await readAll(variables);
    critic.update();
    const read = await readWeights(critic);
    return kernels.flatMap(({ values }, i): Measurement[] => {
      const beyond = [...(kept[i] ?? [])].filter((x) => !(Math.abs(x) <= (bounds[i] ?? 0)));
      return [
        {
          observed: countDifferent(values, readBefore[i] ?? []) + countDifferent(values, keptBefore[i] ?? []),
          allowed: 0,
          what: `entries of kernel ${i} that are not read as they are before the step`,
        },
        { observed: beyond.length, allowed: 0, what: `entries of kernel ${i} beyond the bound after the step` },
        {
          observed: countDifferent(kept[i] ?? [], read[i] ?? []),
          allowed: 0,
          what: `entries of kernel ${i} that are not read as they are after it`,
        },
      ];
    });
  },
});
