import { trainedCriticTable } from "@lipschitz-gan/verification";
import { type Mutant, mutantOf } from "../mutant.ts";
import { rightVersion } from "./right-version.ts";

export const monitorNeverMoves: Mutant = mutantOf({
  name: "monitor-never-moves",
  bug: "Every measurement starts from the first random vector again, so the estimate never converges.",
  table: trainedCriticTable,
  subject: {
    ...rightVersion,
    spectralMonitor: (critic, rng) => {
      const monitor = rightVersion.spectralMonitor(critic, rng);
      const fresh = (): Promise<Record<string, number>> => rightVersion.spectralMonitor(critic, rng).measure();
      return { ...monitor, measure: fresh };
    },
  },
});
