import { defineLaw, type Law } from "../../kit/define-law.ts";
import type { Measurement } from "../../kit/measurement.ts";
import { readWeights } from "../weights/model-of-weights.ts";
import { tiny32, u32 } from "../weights/rounding.ts";
import {
  kernelsOf,
  norm,
  type NormCase,
  normCase,
  normLabels,
  normalised,
  normRounding,
  rowNorm,
  rowsOf,
  showNorm,
} from "./norm-case.ts";
import type { WeightNormSubject } from "./subject.ts";
import { divisionRoundings, mayFlushSubnormals } from "../power-iteration/support/roundoff.ts";

/** Rows of norm `k^(1/L)`, measured in float64. */
async function rowNorms(subject: WeightNormSubject, given: NormCase): Promise<readonly Measurement[]> {
  const kernels = kernelsOf(given);
  const { critic } = normalised(subject, kernels, given.options);
  const found = await readWeights(critic);
  const wanted = rowNorm(given.options, kernels.length);
  return kernels.flatMap((kernel, i) => {
    const bars = rowsOf(kernel, found[i] ?? []);
    return rowsOf(kernel, kernel.values).map((row, r): Measurement => {
      const isZero = norm(row) === 0;
      const [off, length] = [normRounding(row), norm(bars[r] ?? [])];
      const asWanted = Math.abs(length - (isZero ? 0 : wanted));
      return {
        observed: mayCountAsZero(row) ? Math.min(asWanted, length) : asWanted,
        // On top of the norm's own error: the quotient, the factor's own rounding to float32, the product; 2^-150 for each
        // entry that is subnormal.
        allowed: isZero
          ? 0
          : wanted * (off + (divisionRoundings() + 2) * u32 * (1 + off)) +
            Math.sqrt(row.length) * (1 + wanted) * tiny32,
        what: `norm of row ${r} of kernel ${i} against ${isZero ? 0 : wanted}`,
      };
    });
  });
}

/** A row of subnormal numbers is one of zeros where a graphics processor takes them for zero; it is then used as it is. */
function mayCountAsZero(row: readonly number[]): boolean {
  return mayFlushSubnormals() && row.every((x) => Math.abs(x) < 2 ** -126);
}

/** What weight normalisation is. */
export const unitRows: Law<WeightNormSubject> = defineLaw<WeightNormSubject, NormCase>({
  name: "unit-rows",
  statement:
    "Every row of every kernel's matrix has norm k^(1/L); a row is an output channel, with every input and place of the window.",
  source: "Salimans & Kingma (2016), eq. 2; Miyato et al. (2018), eq. 13",
  cases: normCase({ gain: false }),
  labels: normLabels,
  show: showNorm,
  measure: rowNorms,
});

/** No scale is too small or too large. */
export const extremeScales: Law<WeightNormSubject> = defineLaw<WeightNormSubject, NormCase>({
  name: "extreme-scales",
  statement:
    "So it is for kernels from 2^-140 to 2^120, whose squares under- or overflow float32; on WebGPU a row below 2^-126 may be one of zeros.",
  source:
    "gloro #8: an additive epsilon turns weights of 1e-5 into rows of 0.943; squares of 1e-23 are zero in float32",
  cases: normCase({ gain: false, scales: "all" }),
  labels: normLabels,
  show: showNorm,
  measure: rowNorms,
});
