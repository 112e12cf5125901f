import { createRng } from "@lipschitz-gan/core";
import * as fc from "fast-check";
import { type Batch, batchCase, type BatchCase, batchLabels, batchOf } from "../../arbitraries/batch-case.ts";
import { defineLaw, type Law } from "../../kit/define-law.ts";
import type { Measurement } from "../../kit/measurement.ts";
import { type NetCase, netCase, netLabels, netMirror, netModel, netSample, netWeights } from "./net-case.ts";
import { type OptionsCase, optionsCase } from "./options-case.ts";
import { mirroredPenalty } from "./penalty-net.ts";
import { penaltyOf } from "./penalty-run.ts";
import { type Approximate, u32 } from "./running-error.ts";
import type { GradientPenaltySubject } from "./subject.ts";

/** A critic and a batch that is real and fake at once, so that every interpolation gives the batch itself. */
interface KnownPoints {
  readonly net: NetCase;
  readonly options: OptionsCase;
  readonly batch: BatchCase;
  readonly seed: number;
}

const cases: fc.Arbitrary<KnownPoints> = fc.record({
  net: netCase(),
  options: optionsCase(),
  batch: batchCase({ minBatchSize: 2, maxBatchSize: 5 }),
  seed: fc.nat(1e6),
});

const labels = ({ net, options, batch }: KnownPoints): readonly string[] => [
  ...netLabels(net),
  `sides: ${options.sided}`,
  ...batchLabels(batch),
];

/** Some of the samples of a batch, in the given order. */
function samplesOf({ values, shape }: Batch, order: readonly number[]): Batch {
  const length = values.length / (shape[0] ?? Number.NaN);
  const rows = order.map((i) => values.subarray(i * length, (i + 1) * length));
  return {
    values: Float32Array.from(rows.flatMap((row) => Array.from(row))),
    shape: [order.length, ...shape.slice(1)],
  };
}

/** The penalty of some samples, and how far it can be off: `ε x + (1 - ε) x` is off by three roundings of x. */
async function penaltyAt(
  subject: GradientPenaltySubject,
  given: KnownPoints,
  order: readonly number[],
): Promise<Approximate> {
  const { net, options, batch, seed } = given;
  const chosen = samplesOf(batchOf(batch, netSample(net)), order);
  const random = createRng(seed).stream("penalty", order.length);
  const { value } = await penaltyOf({
    constraint: subject.make(options),
    model: netModel(net),
    real: chosen,
    fake: chosen,
    random,
    isDifferentiated: false,
  });
  const points = order.map((_, i) =>
    Array.from(samplesOf(chosen, [i]).values, (x) => ({ value: x, error: 3 * u32 * Math.abs(x) })),
  );
  return { value, error: mirroredPenalty(netMirror(net), netWeights(net).flat(), points, options).error };
}

/** Two measurements of one number, each off by its own error. */
function agreement(a: Approximate, b: Approximate, what: string): Measurement {
  return { observed: Math.abs(a.value - b.value), allowed: a.error + b.error, what };
}

/** No sample sees another. */
export const samplesApart: Law<GradientPenaltySubject> = defineLaw({
  name: "samples-apart",
  statement: "The penalty of a batch is the mean of the penalties of its samples alone.",
  source:
    "Gulrajani et al. (2017), section 4: the norm of the gradient with respect to each input independently; TorchGAN's norm over the batch",
  share: 0.5,
  cases,
  labels,
  measure: async (subject: GradientPenaltySubject, given: KnownPoints): Promise<Measurement[]> => {
    const order = Array.from({ length: given.batch.batchSize }, (_, i) => i);
    const whole = await penaltyAt(subject, given, order);
    const mean = { value: 0, error: 0 };
    for (const i of order) {
      const alone = await penaltyAt(subject, given, [i]);
      mean.value += alone.value / order.length;
      mean.error += alone.error / order.length;
    }
    return [agreement(whole, mean, "the batch against the mean of its samples")];
  },
});

/** Neither number nor order of the samples matters. */
export const copiesAndOrder: Law<GradientPenaltySubject> = defineLaw({
  name: "copies-and-order",
  statement: "A batch of copies costs what one costs, and a batch in another order what it did.",
  source: "the mean over the samples; caogang/wgan-gp #25, Zeleni9/pytorch-wgan #40: a norm that grows with the batch",
  share: 0.5,
  cases,
  labels,
  measure: async (subject: GradientPenaltySubject, given: KnownPoints): Promise<Measurement[]> => {
    const order = Array.from({ length: given.batch.batchSize }, (_, i) => i);
    const at = (which: readonly number[]): Promise<Approximate> => penaltyAt(subject, given, which);
    const [one, copies] = [await at([0]), await at(order.map(() => 0))];
    const [straight, turned] = [await at(order), await at(order.toReversed())];
    return [
      agreement(copies, one, `${order.length} copies against one`),
      agreement(turned, straight, "reversed against straight"),
    ];
  },
});
