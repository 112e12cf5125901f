import { frechetWith, withCovariance } from "./frechet-with.ts";
import { type Mutant, mutantOf } from "../mutant.ts";
import { frechetTable } from "./tables.ts";

export const biasedOnOneSide: Mutant = mutantOf({
  name: "biased-on-one-side",
  bug: "Makes the generated covariance one that is divided by n, and leaves the real one.",
  table: frechetTable,
  subject: frechetWith({
    of: (moments, side) => withCovariance(moments, (x) => (side === 0 ? x : (x * (moments.count - 1)) / moments.count)),
  }),
});
