import * as fc from "fast-check";
import { defineLaw, type Law } from "../../kit/define-law.ts";
import type { Measurement } from "../../kit/measurement.ts";
import { rowPositions } from "../weights/matrix-rows.ts";
import { inGivenOrder, readWeights } from "../weights/model-of-weights.ts";
import { countDifferent, tiny32, u32 } from "../weights/rounding.ts";
import type { WeightValues } from "../weights/weight-case.ts";
import {
  kernelsOf,
  type NormCase,
  normLabels,
  normParts,
  normalised,
  normRounding,
  rowsOf,
  setGains,
  showNorm,
} from "./norm-case.ts";
import { gradients, upstream } from "./gradient.ts";
import type { WeightNormSubject } from "./subject.ts";
import { divisionRoundings } from "../power-iteration/support/roundoff.ts";

interface ScaledCase extends NormCase {
  /** What the rows are multiplied by, taken in turn. */
  readonly factors: readonly number[];
}

function scaledCase(factor: fc.Arbitrary<number>): fc.Arbitrary<ScaledCase> {
  return fc.record({ ...normParts(), factors: fc.array(factor, { minLength: 1, maxLength: 4 }) });
}

function showScaled(given: ScaledCase): string {
  return `${showNorm(given)}\nrows times, in turn: ${given.factors.join(", ")}`;
}

/** The kernel with every row times its factor, rounded to float32. */
function scaled(kernel: WeightValues, factors: readonly number[]): WeightValues {
  return { ...kernel, values: timesRows(kernel, kernel.values, (_row, r) => factors[r % factors.length] ?? 1) };
}

/** Values in the layout of a kernel, every row times what a rule says for the kernel's own row. */
function timesRows(
  kernel: WeightValues,
  values: ArrayLike<number>,
  factorOf: (row: readonly number[], r: number) => number,
): Float32Array {
  const products = Float32Array.from(values);
  for (const [r, row] of rowPositions(kernel).flat().entries()) {
    const factor = factorOf(
      row.map((position) => kernel.values[position] ?? 0),
      r,
    );
    for (const position of row) products[position] = (products[position] ?? 0) * factor;
  }
  return products;
}

/** Both readings, and the gradients of one and the same loss, with the same gains. */
async function readings(
  subject: WeightNormSubject,
  { factors, ...given }: ScaledCase,
): Promise<{ kernels: readonly WeightValues[]; plain: Reading; other: Reading }> {
  const kernels = kernelsOf(given);
  const read = async (of: readonly WeightValues[]): Promise<Reading> => {
    const model = normalised(subject, of, given.options);
    setGains(model.gains, 1);
    const variables = inGivenOrder(model.critic).map((weight) => weight.variable);
    return {
      values: await readWeights(model.critic),
      gradients: await gradients(model, upstream(kernels, 0), variables),
    };
  };
  return { kernels, plain: await read(kernels), other: await read(kernels.map((kernel) => scaled(kernel, factors))) };
}

/** What a forward pass reads for each kernel, and the gradient with respect to it. */
interface Reading {
  readonly values: readonly Float32Array[];
  readonly gradients: readonly Float32Array[];
}

/** There is no epsilon anywhere. */
export const powersOfTwo: Law<WeightNormSubject> = defineLaw<WeightNormSubject, ScaledCase>({
  name: "powers-of-two",
  statement: "Rows times powers of two, each its own, give the same bits, and their gradients over those powers.",
  source: "eq. 2 of Salimans & Kingma (2016) is homogeneous, and such products are exact",
  // Entries of about 1 stay normal numbers.
  cases: scaledCase(fc.integer({ min: -80, max: 80 }).map((exponent) => 2 ** exponent)),
  labels: normLabels,
  show: showScaled,
  measure: async (subject, given) => {
    const { kernels, plain, other } = await readings(subject, given);
    return kernels.flatMap((kernel, i) => {
      // A row of zeros has no scale, and its gradient passes through.
      const unscaled = timesRows(kernel, other.gradients[i] ?? [], (row, r) =>
        row.every((x) => x === 0) ? 1 : (given.factors[r % given.factors.length] ?? 1),
      );
      return [
        {
          observed: countDifferent(plain.values[i] ?? [], other.values[i] ?? []),
          allowed: 0,
          what: `entries of kernel ${i} that depend on the scale`,
        },
        {
          observed: countDifferent(plain.gradients[i] ?? [], unscaled),
          allowed: 0,
          what: `entries of the gradient of kernel ${i} that depend on the scale otherwise`,
        },
      ];
    });
  },
});

/** The scale of a row does not matter. */
export const anyFactor: Law<WeightNormSubject> = defineLaw<WeightNormSubject, ScaledCase>({
  name: "any-factor",
  statement: "Rows times positive factors, each its own, give the same rows, within rounding.",
  source: "eq. 2 of Salimans & Kingma (2016)",
  cases: scaledCase(fc.constantFrom(3, 1 / 3, 0.1, 1e-3, 7e5, 1e-6)),
  labels: normLabels,
  show: showScaled,
  measure: async (subject, given) => {
    const { kernels, plain, other } = await readings(subject, given);
    return kernels.flatMap((kernel, i) => {
      const others = rowsOf(kernel, other.values[i] ?? []);
      const rows = rowsOf(kernel, kernel.values);
      return rowsOf(kernel, plain.values[i] ?? []).map((row, r): Measurement => {
        // Twice the norm's error and two quotients, of which the norm's own product, which is not made here, gives room for the
        // last product; and the factor rounds each entry, and so their norm, once.
        const relative = 2 * (normRounding(rows[r] ?? []) + 2 * divisionRoundings() * u32) + 2 * u32;
        const off = row.map(
          (x, j) => Math.abs(x - (others[r]?.[j] ?? Number.NaN)) / (relative * Math.abs(x) + 2 * tiny32),
        );
        return { observed: Math.max(...off), allowed: 1, what: `row ${r} of kernel ${i}, in roundings` };
      });
    });
  },
});
