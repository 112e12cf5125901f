import * as fc from "fast-check";
import { sizeOf } from "../../arbitraries/rows.ts";
import { defineLaw, type Law } from "../../kit/define-law.ts";
import { countDifferent } from "../weights/rounding.ts";
import type { PowerIterationFunctions } from "./subject.ts";
import { norm, transposedTimes } from "./support/float64.ts";
import { knownMatrix, runCase, type RunCase, runLabels, showRun } from "./support/matrix-run.ts";
import { startOf } from "./support/start-case.ts";
import { blockTensor, firstAxis, leftTensor, readVectors, rightTensor, run, values } from "./support/tensors.ts";

/** That u is all that persists makes k updates of one round the same as one update of k, and a checkpoint of u enough. */
export const dependsOnUAlone: Law<PowerIterationFunctions> = defineLaw<PowerIterationFunctions, RunCase>({
  name: "depends-on-u-alone",
  statement:
    "A round is a function of W and u: the same again gives the same bits, whatever v was, and what is given stays as it was.",
  source: "Miyato et al. (2018), algorithm 1: u is initialised and kept, v is computed",
  cases: () => runCase(),
  labels: runLabels,
  show: showRun,
  measure: async (subject, given) => {
    const { matrix, sigma1, error } = knownMatrix(given.matrix);
    const [, columns] = sizeOf(matrix);
    const start = await startOf(subject, matrix, given.start);
    fc.pre(norm(transposedTimes(matrix, start)) > error * sigma1); // else v is kept, and matters
    const [first] = await run(subject, [matrix], [start], 1);
    const [blocks, u] = [blockTensor([matrix]), leftTensor([start])];
    const v = rightTensor([firstAxis(columns).toReversed()]);
    subject.powerIteration(blocks, { u, v });
    const again = await readVectors(subject.powerIteration(blocks, { u, v }));
    return [
      {
        observed: countDifferent(again.u.flat(), first?.vectors.u.flat() ?? []),
        allowed: 0,
        what: "entries of u that differ from those of the same round",
      },
      {
        observed: countDifferent(again.v.flat(), first?.vectors.v.flat() ?? []),
        allowed: 0,
        what: "entries of v that differ from those of the same round",
      },
      {
        observed: countDifferent(await values(u), start),
        allowed: 0,
        what: "entries of the given u that have changed",
      },
    ];
  },
});
