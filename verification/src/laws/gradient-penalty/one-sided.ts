import { createRng } from "@lipschitz-gan/core";
import * as fc from "fast-check";
import { batchCase, type BatchCase, batchLabels, batchOf } from "../../arbitraries/batch-case.ts";
import { defineLaw, type Law } from "../../kit/define-law.ts";
import type { Measurement } from "../../kit/measurement.ts";
import { type NetCase, netCase, netLabels, netMirror, netModel, netSample, netWeights } from "./net-case.ts";
import { mirroredNorms, mirroredPenalty } from "./penalty-net.ts";
import { type PenaltyFound, penaltyOf } from "./penalty-run.ts";
import { type Approximate, u32 } from "./running-error.ts";
import type { GradientPenaltySubject } from "./subject.ts";

/** A critic, points that are known, and a target below or above all norms there. */
interface SidedCase {
  readonly net: NetCase;
  readonly batch: BatchCase;
  readonly lambda: number;
  readonly target: "above all norms" | "below all norms";
  readonly seed: number;
}

/** How far the target stays away from the norms, relative to them: far more than rounding moves one. */
const MARGIN = 1 / 8;

const pointsOf = ({ net, batch }: SidedCase): Approximate[][] => {
  const { values, shape } = batchOf(batch, netSample(net));
  const length = values.length / (shape[0] ?? Number.NaN);
  const points = Array.from(values, (x) => ({ value: x, error: 3 * u32 * Math.abs(x) }));
  return Array.from({ length: batch.batchSize }, (_, i) => points.slice(i * length, (i + 1) * length));
};

/** One-sided against two-sided. */
export const oneSided: Law<GradientPenaltySubject> = defineLaw({
  name: "one-sided",
  statement:
    "One-sided, it is exactly zero with a gradient of zero where all norms are below k, and the two-sided one where all are above.",
  source: "Petzka, Fischer & Lukovnikov (2018), equation 8: max(0, ‖∇D‖ - 1)²",
  cases: fc.record({
    net: netCase(),
    batch: batchCase({ maxBatchSize: 4 }),
    lambda: fc.constantFrom(1, 10),
    target: fc.constantFrom("above all norms" as const, "below all norms" as const),
    seed: fc.nat(1e6),
  }),
  labels: ({ net, batch, target }: SidedCase) => [...netLabels(net), ...batchLabels(batch), `target: ${target}`],
  measure: async (subject: GradientPenaltySubject, given: SidedCase): Promise<Measurement[]> => {
    const { net, batch, lambda, target, seed } = given;
    const [mirror, weights, points] = [netMirror(net), netWeights(net).flat(), pointsOf(given)];
    const norms = mirroredNorms(mirror, weights, points).map(({ value }) => value);
    const k = Math.fround(target === "above all norms" ? Math.max(...norms) * (1 + MARGIN) : Math.min(...norms) * (1 - MARGIN)); // prettier-ignore
    fc.pre(k > 0);
    const run = (sided: "one" | "two"): Promise<PenaltyFound> => {
      const both = batchOf(batch, netSample(net));
      const random = createRng(seed).stream("penalty", 1);
      return penaltyOf({ constraint: subject.make({ lambda, k, sided }), model: netModel(net), real: both, fake: both, random }); // prettier-ignore
    };
    const one = await run("one");
    if (target === "above all norms") {
      const moving = [...one.gradients.values()].flatMap((gradient) => Array.from(gradient)).filter((x) => x !== 0);
      return [
        { observed: Math.abs(one.value), allowed: 0, what: "the penalty where no norm reaches k" },
        { observed: moving.length, allowed: 0, what: "entries of its gradient that are not zero" },
      ];
    }
    const two = await run("two");
    const { error } = mirroredPenalty(mirror, weights, points, { lambda, k, sided: "two" });
    return [{ observed: Math.abs(one.value - two.value), allowed: 2 * error, what: "one-sided against two-sided" }];
  },
});
