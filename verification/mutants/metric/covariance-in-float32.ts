import { frechetWith, withCovariance } from "./frechet-with.ts";
import { type Mutant, mutantOf } from "../mutant.ts";
import { frechetTable } from "./tables.ts";

export const covarianceInFloat32: Mutant = mutantOf({
  name: "covariance-in-float32",
  bug: "Computes the root in float32, as on a graphics processor.",
  table: frechetTable,
  subject: frechetWith({ of: (moments) => withCovariance(moments, Math.fround) }),
});
