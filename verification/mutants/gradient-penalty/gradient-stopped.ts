import { detach } from "@lipschitz-gan/core";
import { gradientPenaltyTable } from "@lipschitz-gan/verification";
import { type Mutant, mutantOf } from "../mutant.ts";
import { rightParts, writtenOut } from "./written-out.ts";

/** The gradient is a constant for the critic's weights: the penalty is reported and trains nothing (no create_graph). */
export const mutant: Mutant = mutantOf({
  name: "gradient-stopped",
  bug: "The gradient is a constant for the critic's weights: the penalty is reported and trains nothing (no create_graph).",
  table: gradientPenaltyTable,
  subject: writtenOut({
    gradients: (critic, points) => detach(rightParts.gradients(critic, points)),
  }),
});
