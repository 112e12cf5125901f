import type { BoundConstraint } from "@lipschitz-gan/core";
import { spectralNormTable } from "@lipschitz-gan/verification";
import * as tf from "@tensorflow/tfjs-core";
import { type Mutant, mutantOf } from "../mutant.ts";
import { placeNormWith } from "./place-norm-with.ts";
import type { FullBinding } from "./spectral-norm-with.ts";

function binding(bound: FullBinding): BoundConstraint {
  const ratios = new Map<string, number>();
  const proven = (...[weight, value]: Parameters<FullBinding["parametrize"]>): void => {
    tf.tidy(() => {
      const [bar, w] = [bound.parametrize(weight, value), value].map((x) => tf.max(tf.abs(x)).dataSync()[0] ?? 0);
      ratios.set(weight.name, w === 0 ? 1 : (bar ?? 0) / (w ?? 1));
    });
  };
  return {
    ...bound,
    update: (weight, value) => {
      bound.update(weight, value);
      proven(weight, value);
    },
    parametrize: (weight, value) => {
      if (!ratios.has(weight.name)) proven(weight, value);
      return tf.mul(value, ratios.get(weight.name) ?? 1);
    },
  };
}

/** See `bug`. */
export const mutant: Mutant = mutantOf({
  name: "stale-bound",
  bug: "the bound is proven in update, to save time, and W has moved when the generator's step or the export reads it",
  table: spectralNormTable,
  subject: { make: placeNormWith("certified", { binding }), mode: "certified" },
});
