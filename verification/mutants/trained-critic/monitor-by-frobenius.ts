import { trainedCriticTable } from "@lipschitz-gan/verification";
import * as tf from "@tensorflow/tfjs-core";
import { type Mutant, mutantOf } from "../mutant.ts";
import { rightVersion } from "./right-version.ts";

export const monitorByFrobenius: Mutant = mutantOf({
  name: "monitor-by-frobenius",
  bug: "The Frobenius norm, an upper bound, is reported where a lower bound is promised.",
  table: trainedCriticTable,
  subject: {
    ...rightVersion,
    spectralMonitor: (critic, rng) => ({
      ...rightVersion.spectralMonitor(critic, rng),
      measure: async () => {
        const norms = critic.forward((pass) => critic.weights.map((weight) => tf.norm(pass.weight(weight))));
        const values = await Promise.all(norms.map(async (norm) => (await norm.data())[0] ?? Number.NaN));
        return Object.fromEntries(critic.weights.map((weight, i) => [weight.layer, values[i] ?? Number.NaN]));
      },
    }),
  },
});
