import * as fc from "fast-check";
import { defineLaw, type Law } from "../../kit/define-law.ts";
import type { Measurement } from "../../kit/measurement.ts";
import { rowPositions } from "../weights/matrix-rows.ts";
import { readWeights } from "../weights/model-of-weights.ts";
import { u32 } from "../weights/rounding.ts";
import {
  kernelsOf,
  norm,
  type NormCase,
  normCase,
  normLabels,
  normParts,
  normalised,
  normRounding,
  rowsOf,
  setGains,
  showNorm,
} from "./norm-case.ts";
import type { WeightNormSubject } from "./subject.ts";
import { divisionRoundings, gamma } from "../power-iteration/support/roundoff.ts";

/** A pretrained model is not thrown away. */
export const startsAsItWas: Law<WeightNormSubject> = defineLaw<WeightNormSubject, NormCase>({
  name: "starts-as-it-was",
  statement: "With gain, the model starts as it was, whatever k is: every entry within two quotients and two products.",
  source: "Salimans & Kingma (2016), section 3; PyTorch starts from g = ‖v‖, too",
  cases: normCase({ gain: true }),
  labels: normLabels,
  show: showNorm,
  measure: async (subject, given) => {
    const kernels = kernelsOf(given);
    const { critic } = normalised(subject, kernels, given.options);
    const found = await readWeights(critic);
    return kernels.flatMap(({ values }, i): Measurement[] =>
      Array.from(values, (x, position) => ({
        observed: Math.abs((found[i]?.[position] ?? Number.NaN) - x),
        // The entry over the row's largest and over the rest of its norm, the product of the two as the gain, and the product
        // with it: the norm's own error cancels.
        allowed: gamma(2 * divisionRoundings() + 2) * Math.abs(x),
        what: `entry ${position} of kernel ${i}`,
      })),
    );
  },
});

interface GainCase extends NormCase {
  /** Of the gains. */
  readonly seed: number;
}

/** The gains are variables that training moves and a checkpoint keeps, and they are the rows' norms. */
export const gainsAreTrained: Law<WeightNormSubject> = defineLaw<WeightNormSubject, GainCase>({
  name: "gains-are-trained",
  statement:
    "With gain there is one trainable number for each row, which is also part of the state, and which times the row's direction is what is read.",
  source: "Salimans & Kingma (2016), eq. 2; a gain that the optimizer is not told of stays what it was",
  cases: fc.record({ ...normParts({ gain: true }), seed: fc.nat(1e6) }),
  labels: normLabels,
  show: (given) => `${showNorm(given)}\ngains of seed ${given.seed}`,
  measure: async (subject, given) => {
    const kernels = kernelsOf(given);
    const { critic, gains } = normalised(subject, kernels, given.options);
    const state = new Set(Object.values(critic.state()).map(({ id }) => id));
    const set = setGains(gains, given.seed);
    const found = await readWeights(critic);
    return kernels.flatMap((kernel, i): Measurement[] => {
      const rows = rowsOf(kernel, kernel.values);
      const gain = gains[i];
      const bars = rowsOf(kernel, found[i] ?? []);
      const kept: readonly Measurement[] = [
        {
          observed: Math.abs((gain?.size ?? 0) - rowPositions(kernel).flat().length),
          allowed: 0,
          what: `trainable numbers that kernel ${i} has too few or too many`,
        },
        {
          observed: gain?.trainable === true && state.has(gain.id) ? 0 : 1,
          allowed: 0,
          what: `gain ${i} that is lost`,
        },
      ];
      const read = rows.map((row, r): Measurement => {
        const factor = (set[i]?.[r] ?? Number.NaN) / (norm(row) || 1);
        const off = row.map((x, j) => Math.abs((bars[r]?.[j] ?? Number.NaN) - x * factor));
        return {
          observed: Math.max(...off),
          // relative to each entry, so to the largest: the norm's error, whose product is not made here, two quotients and a
          // product
          allowed:
            (normRounding(row) + 2 * divisionRoundings() * u32) * Math.max(...row.map((x) => Math.abs(x * factor))),
          what: `row ${r} of kernel ${i}`,
        };
      });
      return kept.concat(read);
    });
  },
});
