import * as fc from "fast-check";
import { defineLaw, type Law } from "../../kit/define-law.ts";
import type { Measurement } from "../../kit/measurement.ts";
import { rowPositions } from "../weights/matrix-rows.ts";
import { inGivenOrder, readWeights } from "../weights/model-of-weights.ts";
import type { WeightValues } from "../weights/weight-case.ts";
import { gradients, upstream } from "./gradient.ts";
import { kernelsOf, type NormCase, normLabels, normParts, normalised, setGains, showNorm } from "./norm-case.ts";
import type { WeightNormSubject } from "./subject.ts";

interface SpecialCase extends NormCase {
  /** Which row of the first kernel, counted round. */
  readonly row: number;
  /** Which entry of it, counted round, where one matters. */
  readonly column: number;
}

function specialCase(): fc.Arbitrary<SpecialCase> {
  return fc.record({ ...normParts(), row: fc.nat(8), column: fc.nat(20) });
}

/** The first kernel before and after one row has been written to, with that row's positions. */
function written(
  kernels: readonly WeightValues[],
  given: SpecialCase,
  write: (values: Float32Array, row: readonly number[]) => void,
): { readonly row: readonly number[]; readonly changed: readonly WeightValues[] } {
  const first = kernels[0]!; // a case has at least one kernel
  const rows = rowPositions(first).flat();
  const row = rows[given.row % rows.length] ?? [];
  const values = Float32Array.from(first.values);
  write(values, row);
  return { row, changed: [{ ...first, values }, ...kernels.slice(1)] };
}

async function readFirst(
  subject: WeightNormSubject,
  kernels: readonly WeightValues[],
  given: NormCase,
): Promise<Float32Array> {
  const { critic, gains } = normalised(subject, kernels, given.options);
  setGains(gains, 1);
  return (await readWeights(critic))[0] ?? new Float32Array();
}

function othersThatDiffer(one: Float32Array, other: Float32Array, row: readonly number[]): Measurement {
  const off = [...one].filter((x, position) => !row.includes(position) && !Object.is(x, other[position]));
  return { observed: off.length, allowed: 0, what: "entries of other rows that change" };
}

/** A dead unit stays dead, and nothing else dies of it. */
export const zeroRow: Law<WeightNormSubject> = defineLaw<WeightNormSubject, SpecialCase>({
  name: "zero-row",
  statement: "A row of zeros stays zero, has a finite gradient with which it can leave zero, and changes no other row.",
  source: "flax #1671: weight norm of a zero kernel is NaN",
  cases: specialCase(),
  labels: normLabels,
  show: (given) => `${showNorm(given)}\nrow of zeros in the first, counted round: ${given.row}`,
  measure: async (subject, given) => {
    const kernels = kernelsOf(given);
    const { row, changed } = written(kernels, given, (values, positions) => {
      for (const position of positions) values[position] = 0;
    });
    const before = await readFirst(subject, kernels, given);
    const after = await readFirst(subject, changed, given);
    const model = normalised(subject, changed, given.options);
    const upstreams = upstream(changed, given.row + 1);
    const variables = inGivenOrder(model.critic).map(({ variable }) => variable);
    const found = await gradients(model, upstreams, [...variables, ...model.gains]);
    const stuck = row.filter((position) => (found[0]?.[position] ?? 0) === 0 && (upstreams[0]?.[position] ?? 0) !== 0);
    const broken = found.flatMap((values) => [...values].filter((x) => !Number.isFinite(x)));
    return [
      {
        observed: row.filter((position) => after[position] !== 0).length,
        allowed: 0,
        what: "entries of the row that are not zero",
      },
      { observed: broken.length, allowed: 0, what: "entries of the gradient that are not finite" },
      { observed: stuck.length, allowed: 0, what: "entries of the row that no gradient reaches" },
      othersThatDiffer(before, after, row),
    ];
  },
});

/** Training that has failed must show, and where. */
export const nanRow: Law<WeightNormSubject> = defineLaw<WeightNormSubject, SpecialCase>({
  name: "nan-row",
  statement: "A NaN makes its row NaN, and changes no other row.",
  source: "contract of weightNorm; isNaN of TensorFlow.js is false on WebGL (tfjs #5800)",
  cases: specialCase(),
  labels: normLabels,
  show: (given) => `${showNorm(given)}\nNaN in row ${given.row}, column ${given.column} of the first, counted round`,
  measure: async (subject, given) => {
    const kernels = kernelsOf(given);
    const { row, changed } = written(kernels, given, (values, positions) => {
      values[positions[given.column % positions.length] ?? 0] = Number.NaN;
    });
    const before = await readFirst(subject, kernels, given);
    const after = await readFirst(subject, changed, given);
    return [
      {
        observed: row.filter((position) => !Number.isNaN(after[position])).length,
        allowed: 0,
        what: "entries of the row that are not NaN",
      },
      othersThatDiffer(before, after, row),
    ];
  },
});
