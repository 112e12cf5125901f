import { compareBlind } from "./compare-with.ts";
import { type Mutant, mutantOf } from "../mutant.ts";
import { comparisonTable } from "./tables.ts";

export const ignoresTheSeed: Mutant = mutantOf({
  name: "ignores-the-seed",
  bug: "Compares scores of different seeds.",
  table: comparisonTable,
  subject: compareBlind((a, b) => ({ ...b, protocol: { ...b.protocol, seed: a.protocol.seed } })),
});
