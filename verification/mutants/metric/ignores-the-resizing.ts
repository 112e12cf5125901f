import { compareBlind } from "./compare-with.ts";
import { type Mutant, mutantOf } from "../mutant.ts";
import { comparisonTable } from "./tables.ts";

export const ignoresTheResizing: Mutant = mutantOf({
  name: "ignores-the-resizing",
  bug: "Compares scores of pictures that were resized in different ways.",
  table: comparisonTable,
  subject: compareBlind((a, b) => ({ ...b, protocol: { ...b.protocol, resize: a.protocol.resize } })),
});
