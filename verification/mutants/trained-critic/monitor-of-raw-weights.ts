import { constrain, unconstrained } from "@lipschitz-gan/core";
import { trainedCriticTable } from "@lipschitz-gan/verification";
import { type Mutant, mutantOf } from "../mutant.ts";
import { rightVersion } from "./right-version.ts";

export const monitorOfRawWeights: Mutant = mutantOf({
  name: "monitor-of-raw-weights",
  bug: "σ is taken of the raw weight and not of the one that the forward pass uses (StudioGAN's logs).",
  table: trainedCriticTable,
  subject: {
    ...rightVersion,
    spectralMonitor: (critic, rng) => rightVersion.spectralMonitor(constrain(critic.model, unconstrained()), rng),
  },
});
