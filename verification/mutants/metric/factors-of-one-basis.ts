import { frechetWith, matrixOf } from "./frechet-with.ts";
import { EigenvalueDecomposition } from "ml-matrix";
import { type Mutant, mutantOf } from "../mutant.ts";
import { frechetTable } from "./tables.ts";

export const factorsOfOneBasis: Mutant = mutantOf({
  name: "factors-of-one-basis",
  bug: "Takes tr √Σ √Σ', which is the trace of the root only where the covariances commute.",
  table: frechetTable,
  subject: frechetWith({
    rootTrace: (a, b) => {
      const [one, other] = [a, b].map((moments) => {
        const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(matrixOf(moments), {
          assumeSymmetric: true,
        });
        const roots = realEigenvalues.map((value) => Math.sqrt(Math.max(0, value)));
        return eigenvectorMatrix.clone().mulRowVector(roots).mmul(eigenvectorMatrix.transpose());
      });
      return one === undefined || other === undefined ? Number.NaN : one.mmul(other).trace();
    },
  }),
});
