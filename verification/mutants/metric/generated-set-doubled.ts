import { kernelWith } from "./kernel-with.ts";
import { type Mutant, mutantOf } from "../mutant.ts";
import { kernelTable } from "./tables.ts";

export const generatedSetDoubled: Mutant = mutantOf({
  name: "generated-set-doubled",
  bug: "Takes the generated set's mean twice, and the real one's not at all.",
  table: kernelTable,
  subject: kernelWith({ sum: (_, ofFake, ofBoth) => 2 * ofFake - 2 * ofBoth }),
});
