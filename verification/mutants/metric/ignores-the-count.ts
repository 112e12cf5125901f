import { compareBlind } from "./compare-with.ts";
import { type Mutant, mutantOf } from "../mutant.ts";
import { comparisonTable } from "./tables.ts";

export const ignoresTheCount: Mutant = mutantOf({
  name: "ignores-the-count",
  bug: "Compares scores of different numbers of generated samples.",
  table: comparisonTable,
  subject: compareBlind((a, b) => ({ ...b, protocol: { ...b.protocol, nFake: a.protocol.nFake } })),
});
