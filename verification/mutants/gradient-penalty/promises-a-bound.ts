import { gradientPenaltyTable } from "@lipschitz-gan/verification";
import { type Mutant, mutantOf } from "../mutant.ts";
import { writtenOut } from "./written-out.ts";

/** Right in every number, and it says that the gradient norm is bounded always: an estimate sold as a certificate. */
export const mutant: Mutant = mutantOf({
  name: "promises-a-bound",
  bug: 'The sampled estimate is promised as a bound that always holds ("enforces the Lipschitz constraint" in many READMEs).',
  table: gradientPenaltyTable,
  subject: writtenOut({}, "always"),
});
