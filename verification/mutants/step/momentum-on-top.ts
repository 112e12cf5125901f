import { stepTable } from "@lipschitz-gan/verification";
import * as tf from "@tensorflow/tfjs-core";
import { type Mutant, mutantOf } from "../mutant.ts";
import { plainLoop, rightParts } from "./plain-loop.ts";

/** The loop smooths the variables after the optimizer step, where plain descent was asked for. */
export const mutant: Mutant = mutantOf({
  name: "momentum-on-top",
  bug: "The loop smooths the variables after the optimizer step, where plain descent was asked for.",
  table: stepTable,
  subject: plainLoop({
    generatorTurn: (setup, index) => {
      const variables = Object.values(setup.generator.variables);
      const before = variables.map((variable) => tf.clone(variable));
      rightParts.generatorTurn(setup, index);
      for (const [i, variable] of variables.entries()) {
        variable.assign(tf.add(tf.mul(0.9, variable), tf.mul(0.1, before[i] ?? Number.NaN)));
      }
    },
  }),
});
