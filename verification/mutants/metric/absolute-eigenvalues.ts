import { frechetWith, matrixOf } from "./frechet-with.ts";
import { EigenvalueDecomposition } from "ml-matrix";
import { type Mutant, mutantOf } from "../mutant.ts";
import { frechetTable } from "./tables.ts";

export const absoluteEigenvalues: Mutant = mutantOf({
  name: "absolute-eigenvalues",
  bug: "Takes roots of |λ| of ΣΣ' where rounding has made λ negative.",
  table: frechetTable,
  subject: frechetWith({
    rootTrace: (a, b) => {
      const { realEigenvalues } = new EigenvalueDecomposition(matrixOf(a).mmul(matrixOf(b)));
      return realEigenvalues.reduce((sum, value) => sum + Math.sqrt(Math.abs(value)), 0);
    },
  }),
});
