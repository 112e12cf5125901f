import { gradientPenaltyTable } from "@lipschitz-gan/verification";
import { type Mutant, mutantOf } from "../mutant.ts";
import { writtenOut } from "./written-out.ts";

/** Shapes are not compared, so that a batch of one is paired with every sample by broadcasting. */
export const mutant: Mutant = mutantOf({
  name: "broadcasts-unlike-batches",
  bug: "Shapes are not compared, so that a batch of one is paired with every sample by broadcasting.",
  table: gradientPenaltyTable,
  subject: writtenOut({ check: () => {} }),
});
