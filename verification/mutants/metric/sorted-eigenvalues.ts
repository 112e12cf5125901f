import { frechetWith, matrixOf } from "./frechet-with.ts";
import { EigenvalueDecomposition } from "ml-matrix";
import { type Mutant, mutantOf } from "../mutant.ts";
import { frechetTable } from "./tables.ts";

export const sortedEigenvalues: Mutant = mutantOf({
  name: "sorted-eigenvalues",
  bug: "Pairs the sorted eigenvalues of the covariances, as if they had the same eigenvectors.",
  table: frechetTable,
  subject: frechetWith({
    rootTrace: (a, b) => {
      const [one, other] = [a, b].map((moments) =>
        new EigenvalueDecomposition(matrixOf(moments), { assumeSymmetric: true }).realEigenvalues
          .map((value) => Math.sqrt(Math.max(0, value)))
          .toSorted((x, y) => x - y),
      );
      return (one ?? []).reduce((sum, root, i) => sum + root * (other?.[i] ?? Number.NaN), 0);
    },
  }),
});
