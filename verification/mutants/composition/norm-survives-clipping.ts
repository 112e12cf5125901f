import { compositionTable } from "@lipschitz-gan/verification";
import { type Mutant, mutantOf } from "../mutant.ts";
import { composeWith } from "./compose-with.ts";

/** Holds that clipping what is read cannot raise the norm, since it makes entries smaller. */
export const mutant: Mutant = mutantOf({
  name: "norm-survives-clipping",
  bug: "Holds that clipping what is read cannot raise the norm, since it makes entries smaller.",
  table: compositionTable,
  subject: {
    compose: composeWith({
      isRefused: (isRefused, members) => isRefused && members.at(-1)?.name !== "clip-on-read",
      guarantee: (right, members) =>
        members.at(-1)?.name === "clip-on-read"
          ? { ...right, promises: members.flatMap(({ guarantee }) => guarantee.promises) }
          : right,
    }),
  },
});
