import { compositionTable } from "@lipschitz-gan/verification";
import { type Mutant, mutantOf } from "../mutant.ts";
import { composeWith } from "./compose-with.ts";

/** Takes a projection to be safe wherever it stands, so that spectral norm, then clipping is taken with the promise of clipping. */
export const mutant: Mutant = mutantOf({
  name: "accepts-clip-after-norm",
  bug: "Takes a projection to be safe wherever it stands, so that spectral norm, then clipping is taken with the promise of clipping.",
  table: compositionTable,
  subject: {
    compose: composeWith({
      isRefused: (isRefused, members) => isRefused && members.at(-1)?.name !== "weight-clipping",
      guarantee: (right, members) => {
        const last = members.at(-1);
        if (last?.name !== "weight-clipping") return right;
        return { ...right, promises: [...right.promises, ...last.guarantee.promises] };
      },
    }),
  },
});
