import * as tf from "@tensorflow/tfjs-core";
import { defineLaw, type Law } from "../../kit/define-law.ts";
import { mustBe } from "./exactly.ts";
import { type ModelCase, modelCase, modelLabels, showModel } from "./model-case.ts";
import { opened } from "./opened.ts";
import type { ConstraintSubject } from "./subject.ts";

/** What a layer can use in place of its kernel. */
export const parametrizeKeepsShape: Law<ConstraintSubject> = defineLaw<ConstraintSubject, ModelCase>({
  name: "parametrize-keeps-shape",
  statement: "What parametrize returns has the shape and the type of the weight.",
  source:
    "BoundConstraint of @lipschitz-gan/core; a matrix that is not reshaped back broadcasts in some layers and fails in others",
  share: 0.5,
  appliesTo: ({ hooks }) => hooks.has("parametrize"),
  cases: ({ kinds }) => modelCase({ kinds }),
  labels: modelLabels,
  show: showModel,
  measure: (subject, given) => {
    const { bound, weights } = opened(subject, given);
    return weights.map((weight) => {
      const value: tf.Tensor | undefined = bound.parametrize?.(weight, weight.variable);
      const [shape, type] = [value?.shape.join(", "), value?.dtype];
      return mustBe(
        `what ${weight.name} is parametrized to must have shape [${weight.shape.join(", ")}] and type float32`,
        `[${shape}] and ${type}`,
        value instanceof tf.Tensor && shape === weight.shape.join(", ") && type === "float32",
      );
    });
  },
});
