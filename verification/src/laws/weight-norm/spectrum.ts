import * as fc from "fast-check";
import { defineLaw, type Law } from "../../kit/define-law.ts";
import type { Measurement } from "../../kit/measurement.ts";
import { svd } from "../../oracles/svd.ts";
import { blocksOf } from "../weights/matrix-rows.ts";
import { inGivenOrder, readWeights } from "../weights/model-of-weights.ts";
import { svdError, u32 } from "../weights/rounding.ts";
import {
  kernelsOf,
  norm,
  type NormCase,
  normLabels,
  normParts,
  normalised,
  normRounding,
  rowNorm,
  setGains,
  showNorm,
} from "./norm-case.ts";
import type { WeightNormSubject } from "./subject.ts";
import { divisionRoundings } from "../power-iteration/support/roundoff.ts";

interface SpectrumCase extends NormCase {
  /** Of the gains, where there are any. */
  readonly seed: number;
}

/** What normalised rows mean for the spectrum, and what they do not. */
export const spectrum: Law<WeightNormSubject> = defineLaw<WeightNormSubject, SpectrumCase>({
  name: "spectrum",
  statement: "max |g| ≤ σ₁ ≤ ‖g‖₂ and Σ σ² = Σ g² over the rows that are not zero; the promised bounds hold.",
  source: "Miyato et al. (2018), eq. 13: with g = 1 the squares of the singular values sum to the number of rows",
  cases: fc.record({ ...normParts(), seed: fc.nat(1e6) }),
  labels: normLabels,
  show: showNorm,
  measure: async (subject, given) => {
    const kernels = kernelsOf(given);
    const { critic, gains } = normalised(subject, kernels, given.options);
    const set = setGains(gains, given.seed);
    const found = await readWeights(critic);
    const weights = inGivenOrder(critic);
    const shared = rowNorm(given.options, kernels.length);
    return kernels.flatMap((kernel, i): Measurement[] => {
      const limits = critic.constraint.guarantee.promises
        .filter(({ quantity }) => quantity === "spectral-norm")
        .map((promised) => promised.bound(weights[i]!, kernels.length));
      return blocksOf(kernel, kernel.values).flatMap((block, b): Measurement[] => {
        // An upper and a lower end for the norm of each row: the error of its norm, and quotient, product, and the factor.
        const ends = block.map((row, r) => {
          const size = norm(row) === 0 ? 0 : Math.abs(set[i]?.[b * block.length + r] ?? shared);
          const slack = normRounding(row) + (divisionRoundings() + 2) * u32;
          return { size, lower: size * (1 - slack), upper: size * (1 + slack) };
        });
        const { sigmas } = svd(blocksOf(kernel, found[i] ?? [])[b] ?? []);
        const [largest = Number.NaN] = sigmas;
        const error = svdError(block.length, block[0]?.length ?? 0);
        const squares = (of: "size" | "lower" | "upper"): number => ends.reduce((sum, end) => sum + end[of] ** 2, 0);
        const [upper, lower] = [Math.sqrt(squares("upper")), Math.max(...ends.map((end) => end.lower))];
        const longest = Math.max(...ends.map(({ size }) => size));
        const length = Math.sqrt(squares("size"));
        const name = `of block ${b} of kernel ${i}`;
        const bounds: readonly Measurement[] = [
          { observed: longest - largest, allowed: longest - lower + error * largest, what: `max |g| above σ₁ ${name}` },
          { observed: largest - length, allowed: upper - length + error * largest, what: `σ₁ above ‖g‖ ${name}` },
          {
            observed: Math.abs(sigmas.reduce((sum, sigma) => sum + sigma ** 2, 0) - squares("size")),
            allowed: squares("upper") - squares("lower") + 2 * error * block.length * squares("upper"),
            what: `Σ σ² against Σ g² ${name}`,
          },
        ];
        const promised = limits.map((limit) => ({
          observed: largest - limit,
          allowed: upper - length + (error + u32) * largest,
          what: `σ₁ beyond the promise ${name}`,
        }));
        return bounds.concat(promised);
      });
    });
  },
});
