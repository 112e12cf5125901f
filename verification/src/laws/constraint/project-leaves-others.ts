import { constrain, createRng } from "@lipschitz-gan/core";
import { defineLaw, type Law } from "../../kit/define-law.ts";
import { hiddenKernelName } from "./architecture.ts";
import { bitsOf } from "./bits.ts";
import { sameBits } from "./exactly.ts";
import { type ModelCase, modelCase, modelLabels, modelOfCase, showModel } from "./model-case.ts";
import { plainWeights } from "./opened.ts";
import type { ConstraintSubject } from "./subject.ts";

/** What the user has not selected is not the constraint's to move. */
export const projectLeavesOthers: Law<ConstraintSubject> = defineLaw<ConstraintSubject, ModelCase>({
  name: "project-leaves-others",
  statement: "A projection leaves biases, and kernels that were not selected, to the bit.",
  source: "select of constrain; several frameworks clip biases and batch norm along with the kernels",
  share: 0.5,
  appliesTo: ({ hooks }) => hooks.has("project"),
  cases: ({ kinds }) => modelCase({ kinds, minWidth: 1, exponents: [0, 6] }),
  labels: modelLabels,
  show: (given) => `${showModel(given)}\nselected: ${hiddenKernelName(given)}`,
  measure: async (subject, given) => {
    const critic = constrain(modelOfCase(given), subject.make(), {
      select: ({ name }) => name === hiddenKernelName(given),
      rng: createRng(3),
    });
    const others = (): ReturnType<typeof plainWeights> => {
      const { "hidden/kernel": _selected, ...rest } = plainWeights(critic.model);
      return rest;
    };
    const before = await bitsOf(others());
    critic.project();
    return [sameBits("weights that were not selected, before and after project", before, await bitsOf(others()))];
  },
});
