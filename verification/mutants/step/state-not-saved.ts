import { stepTable } from "@lipschitz-gan/verification";
import { type Mutant, mutantOf } from "../mutant.ts";
import { plainLoop, rightParts } from "./plain-loop.ts";

/** The constraint's state is no part of a checkpoint (u of most SN code bases). */
export const mutant: Mutant = mutantOf({
  name: "state-not-saved",
  bug: "The constraint's state is no part of a checkpoint (u of most SN code bases).",
  table: stepTable,
  subject: plainLoop({
    saved: (setup) =>
      Object.fromEntries(
        Object.entries(rightParts.saved(setup)).filter(([name]) => !name.startsWith("critic/constraint:")),
      ),
  }),
});
