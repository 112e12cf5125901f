import { frechetWith, matrixOf } from "./frechet-with.ts";
import { EigenvalueDecomposition } from "ml-matrix";
import { type Mutant, mutantOf } from "../mutant.ts";
import { frechetTable } from "./tables.ts";

export const productEigenvalues: Mutant = mutantOf({
  name: "product-eigenvalues",
  bug: "Takes roots of the eigenvalues of ΣΣ', which is not symmetric, so that eigenvalues near zero leave √u.",
  table: frechetTable,
  subject: frechetWith({
    rootTrace: (a, b) => {
      const { realEigenvalues } = new EigenvalueDecomposition(matrixOf(a).mmul(matrixOf(b)));
      return realEigenvalues.reduce((sum, value) => sum + Math.sqrt(Math.max(0, value)), 0);
    },
  }),
});
