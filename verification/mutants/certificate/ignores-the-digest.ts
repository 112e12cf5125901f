import { type Mutant, mutantOf } from "../mutant.ts";
import { checkWith } from "./check-with.ts";
import { checkerTable } from "./tables.ts";

export const ignoresTheDigest: Mutant = mutantOf({
  name: "ignores-the-digest",
  bug: "The checker does not compare the digest.",
  table: checkerTable,
  subject: checkWith((certificate) => certificate, { seesDigest: false }),
});
