import { compareBlind } from "./compare-with.ts";
import { type Mutant, mutantOf } from "../mutant.ts";
import { comparisonTable } from "./tables.ts";

export const ignoresMoreParameters: Mutant = mutantOf({
  name: "ignores-more-parameters",
  bug: "Looks at the first score's parameters alone.",
  table: comparisonTable,
  subject: compareBlind((a, b) => {
    const known = Object.entries(b.protocol.parameters).filter(([name]) => name in a.protocol.parameters);
    return { ...b, protocol: { ...b.protocol, parameters: Object.fromEntries(known) } };
  }),
});
