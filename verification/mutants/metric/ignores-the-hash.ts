import { compareBlind } from "./compare-with.ts";
import { type Mutant, mutantOf } from "../mutant.ts";
import { comparisonTable } from "./tables.ts";

export const ignoresTheHash: Mutant = mutantOf({
  name: "ignores-the-hash",
  bug: "Compares scores of networks that have the same name.",
  table: comparisonTable,
  subject: compareBlind((a, b) => {
    const extractor = { ...b.protocol.extractor, sha256: a.protocol.extractor.sha256 };
    return { ...b, protocol: { ...b.protocol, extractor } };
  }),
});
