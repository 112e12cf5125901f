import { createRng } from "@lipschitz-gan/core";
import * as tf from "@tensorflow/tfjs-core";
import { defineLaw, type Law } from "../../kit/define-law.ts";
import { mustBe } from "./exactly.ts";
import { type ModelCase, modelCase, modelLabels, showModel } from "./model-case.ts";
import { opened } from "./opened.ts";
import { type ConstraintSubject, hooksOf } from "./subject.ts";

/** What `compose` leans on to see which hooks a member has. */
export const bindsToNoWeights: Law<ConstraintSubject> = defineLaw<ConstraintSubject, ModelCase>({
  name: "binds-to-no-weights",
  statement:
    "Bound to no weights, a constraint has the hooks that it has on weights, no state, and nothing to free; it may be disposed twice.",
  source: "compose of @lipschitz-gan/core finds the hooks of its members by such a binding",
  share: 0.2,
  cases: ({ kinds }) => modelCase({ kinds }),
  labels: modelLabels,
  show: showModel,
  measure: (subject, given) => {
    const wanted = [...hooksOf(opened(subject, given).bound)].join(", ");
    const before = tf.memory().numTensors;
    const bound = subject.make().bind([], createRng(0));
    const [hooks, names] = [[...hooksOf(bound)].join(", "), Object.keys(bound.state())];
    bound.dispose();
    bound.dispose();
    return [
      mustBe(`the hooks of a binding to no weights must be [${wanted}], as on kernels`, `[${hooks}]`, hooks === wanted),
      mustBe("the state of a binding to no weights must be empty", names.join(", "), names.length === 0),
      { observed: tf.memory().numTensors - before, allowed: 0, what: "tensors left by a binding to no weights" },
    ];
  },
});
