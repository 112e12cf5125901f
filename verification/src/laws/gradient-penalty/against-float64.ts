import { createRng } from "@lipschitz-gan/core";
import * as fc from "fast-check";
import { batchCase, type BatchCase, batchLabels, batchOf } from "../../arbitraries/batch-case.ts";
import { defineLaw, type Law } from "../../kit/define-law.ts";
import type { Measurement } from "../../kit/measurement.ts";
import { centralDifferences } from "../../oracles/gradient-oracles.ts";
import {
  type NetCase,
  netCase,
  netLabels,
  netMirror,
  netModel,
  netSample,
  netWeightNames,
  netWeights,
} from "./net-case.ts";
import { type OptionsCase, optionsCase } from "./options-case.ts";
import { mirroredGradient, mirroredNorms, mirroredPenalty } from "./penalty-net.ts";
import { penaltyOf } from "./penalty-run.ts";
import { type Approximate, exactly } from "./running-error.ts";
import type { GradientPenaltySubject } from "./subject.ts";

interface PenalisedNet {
  readonly net: NetCase;
  readonly options: OptionsCase;
  readonly real: BatchCase;
  readonly seed: number;
}

const cases: fc.Arbitrary<PenalisedNet> = fc.record({
  net: netCase(),
  options: optionsCase(),
  real: batchCase({ maxBatchSize: 4 }),
  seed: fc.nat(1e6),
});

function labels({ net, options, real }: PenalisedNet): readonly string[] {
  return [...netLabels(net), `sides: ${options.sided}`, ...batchLabels(real)];
}

async function found(subject: GradientPenaltySubject, given: PenalisedNet): ReturnType<typeof penaltyOf> {
  const { net, options, real, seed } = given;
  const sample = netSample(net);
  const fake = { ...real, entries: { seed }, hasDuplicates: false, hasZero: false };
  return penaltyOf({
    constraint: subject.make(options),
    model: netModel(net),
    real: batchOf(real, sample),
    fake: batchOf(fake, sample),
    random: createRng(seed).stream("penalty", 1),
  });
}

const exactPoints = (points: readonly (readonly number[])[]): Approximate[][] =>
  points.map((point) => point.map(exactly));

/** Value against the mirror, at the points where it was really taken. */
export const valueAgainstFloat64: Law<GradientPenaltySubject> = defineLaw({
  name: "value-against-float64",
  statement:
    "For a critic with a hidden layer it is the mean over the samples of λ (‖∇D(x̂)‖ - k)², as float64 computes it at the same points.",
  source: "Gulrajani et al. (2017), algorithm 1; running error analysis, Higham (2002), section 3.3",
  cases,
  labels,
  measure: async (subject: GradientPenaltySubject, given: PenalisedNet): Promise<Measurement[]> => {
    const { value, points } = await found(subject, given);
    const expected = mirroredPenalty(netMirror(given.net), netWeights(given.net).flat(), exactPoints(points), given.options); // prettier-ignore
    return [
      { observed: Math.abs(points.length - given.real.batchSize), allowed: 0, what: "one point for each sample" },
      { observed: Math.abs(value - expected.value), allowed: expected.error, what: `the penalty against ${expected.value}` }, // prettier-ignore
    ];
  },
});

/** Step of the differences, well below {@link CLEARANCE}. */
const STEP = 2 ** -12;
/** How far kinks must be: of leaky ReLU at 0, of the norm at 0, of one side at k. */
const CLEARANCE = 2 ** -7;

/** Gradient for all weights against differences of the mirror. */
export const gradientAgainstFloat64: Law<GradientPenaltySubject> = defineLaw({
  name: "gradient-against-float64",
  statement: "Its gradient for every weight of such a critic is that of the float64 mirror by central differences.",
  source:
    "Richardson extrapolation for the differences, running error analysis for float32; tfjs #3252: wrong second derivatives of tanh",
  share: 0.5,
  cases,
  labels,
  measure: async (subject: GradientPenaltySubject, given: PenalisedNet): Promise<Measurement[]> => {
    const { gradients, points } = await found(subject, given);
    const [net, weights, at] = [netMirror(given.net), netWeights(given.net).flat(), exactPoints(points)];
    fc.pre(isClear(given, at));
    const mirror = (moved: ArrayLike<number>): number => mirroredPenalty(net, moved, at, given.options).value;
    const expected = centralDifferences(mirror, weights, { step: STEP });
    const rounding = mirroredGradient(net, weights, at, given.options);
    const flat = netWeightNames.flatMap((name) => Array.from(gradients.get(name) ?? []));
    return weights.map((_, i) => ({
      observed: Math.abs((flat[i] ?? Number.NaN) - (expected.gradient[i] ?? Number.NaN)),
      allowed: (expected.error[i] ?? Number.NaN) + (rounding[i]?.error ?? Number.NaN),
      what: `∂/∂ weight ${i}`,
    }));
  },
});

/** Whether the mirror is smooth as far as the differences reach. */
function isClear({ net, options }: PenalisedNet, points: readonly (readonly Approximate[])[]): boolean {
  const [mirror, weights] = [netMirror(net), netWeights(net).flat()];
  const norms = mirroredNorms(mirror, weights, points).map(({ value }) => value);
  if (norms.some((norm) => norm < CLEARANCE)) return false;
  if (options.sided === "one" && norms.some((norm) => Math.abs(norm - options.k) < CLEARANCE)) return false;
  return (
    net.activation === "tanh" ||
    points.every((point) =>
      isAwayFromKinks(
        net,
        point.map(({ value }) => value),
      ),
    )
  );
}

function isAwayFromKinks(net: NetCase, point: readonly number[]): boolean {
  const [mirror, weights] = [netMirror(net), netWeights(net).flat()];
  return Array.from({ length: mirror.units }, (_, unit) =>
    point.reduce(
      (sum, x, input) => {
        const entry = mirror.kernelAt(unit, input);
        return entry === undefined ? sum : sum + x * (weights[entry] ?? Number.NaN);
      },
      weights[mirror.biasAt(unit)] ?? Number.NaN,
    ),
  ).every((h) => Math.abs(h) >= CLEARANCE);
}
