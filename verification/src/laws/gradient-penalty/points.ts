import { createRng } from "@lipschitz-gan/core";
import * as tf from "@tensorflow/tfjs-core";
import * as fc from "fast-check";
import { type Batch, batchCase, type BatchCase, batchLabels, batchOf } from "../../arbitraries/batch-case.ts";
import { defineLaw, type Law } from "../../kit/define-law.ts";
import type { Measurement } from "../../kit/measurement.ts";
import { penaltyOfFunction } from "./penalty-run.ts";
import { u32 } from "./running-error.ts";
import type { GradientPenaltySubject } from "./subject.ts";

interface SegmentCase {
  readonly sample: readonly number[];
  readonly real: BatchCase;
  readonly seed: number;
}

const segments: fc.Arbitrary<SegmentCase> = fc.record({
  sample: fc.oneof(
    fc.tuple(fc.integer({ min: 1, max: 5 })),
    fc.tuple(fc.constant(2), fc.constant(2), fc.integer({ min: 1, max: 3 })),
  ),
  real: batchCase({ minBatchSize: 3 }),
  seed: fc.nat(1e6),
});

/** `D(x) = ‖x‖² / 2`, whose gradient is the point itself. */
const halfSquare = (x: tf.Tensor): tf.Tensor =>
  tf.tidy(() => tf.mul(0.5, tf.sum(tf.square(x), [...x.shape.keys()].slice(1))));

/** Where a point lies on the segment from fake to real, and how far it is from it. */
interface Place {
  readonly epsilon: number;
  /** How far ε can be off by the rounding of the point. */
  readonly epsilonError: number;
  /** For each entry the distance from the segment's line, and what rounding allows. */
  readonly off: readonly { readonly observed: number; readonly allowed: number }[];
}

/**
 * With `x̂ = ε x + (1 - ε) x̃` off by eᵢ, three roundings of `|x| + |x̃|` in any order of the operations, least squares
 * along `d = x - x̃` give ε up to `⟨e, |d|⟩ / ‖d‖²`, and leave a rest of `eᵢ + |dᵢ|` times that.
 */
function placeOf(point: readonly number[], real: readonly number[], fake: readonly number[]): Place {
  const direction = real.map((x, i) => x - (fake[i] ?? Number.NaN));
  const square = direction.reduce((sum, d) => sum + d * d, 0);
  const errors = real.map((x, i) => 3 * u32 * (Math.abs(x) + Math.abs(fake[i] ?? Number.NaN)));
  const along = point.reduce((sum, x, i) => sum + (x - (fake[i] ?? Number.NaN)) * (direction[i] ?? Number.NaN), 0);
  const epsilonError = errors.reduce((sum, e, i) => sum + e * Math.abs(direction[i] ?? Number.NaN), 0) / square;
  const epsilon = along / square;
  const off = point.map((x, i) => ({
    observed: Math.abs(x - (fake[i] ?? Number.NaN) - epsilon * (direction[i] ?? Number.NaN)),
    allowed: (errors[i] ?? Number.NaN) + epsilonError * Math.abs(direction[i] ?? Number.NaN),
  }));
  return { epsilon, epsilonError, off };
}

async function placesOf(subject: GradientPenaltySubject, { sample, real, seed }: SegmentCase): Promise<Place[]> {
  // Seeds of real batches stay below a million: no fake sample is a real one.
  const fake: BatchCase = { ...real, entries: { seed: seed + 2e6 }, hasDuplicates: false, hasZero: false };
  const batches = { real: batchOf(real, sample), fake: batchOf(fake, sample) };
  const random = createRng(seed).stream("penalty", 3);
  const { points } = await penaltyOfFunction(subject.make(), { ...batches, random, critic: halfSquare });
  const [reals, fakes] = [rowsOf(batches.real), rowsOf(batches.fake)];
  return points.map((point, i) => placeOf(point, reals[i] ?? [], fakes[i] ?? []));
}

function rowsOf({ values, shape }: Batch): number[][] {
  const [batchSize = 0] = shape;
  const length = values.length / batchSize;
  return Array.from({ length: batchSize }, (_, i) => Array.from(values.subarray(i * length, (i + 1) * length)));
}

const labels = ({ sample, real }: SegmentCase): readonly string[] => [
  `sample: ${sample.length === 1 ? "vector" : `image of ${sample[2]} channels`}`,
  ...batchLabels(real),
];

/** Points lie between the batches. */
export const onSegments: Law<GradientPenaltySubject> = defineLaw({
  name: "on-segments",
  statement: "Point i lies on the segment between real sample i and fake sample i, with one ε for all of its entries.",
  source: "Gulrajani et al. (2017), algorithm 1, line 6; hwalsuklee #33: ε of the wrong shape",
  cases: segments,
  labels,
  measure: async (subject: GradientPenaltySubject, given: SegmentCase): Promise<Measurement[]> => {
    const places = await placesOf(subject, given);
    return [
      { observed: Math.abs(places.length - given.real.batchSize), allowed: 0, what: "one point for each sample" },
      ...places.flatMap(({ off }, i) =>
        off.map(({ observed, allowed }, j) => ({
          observed,
          allowed,
          what: `entry ${j} of point ${i} against the segment`,
        })),
      ),
      ...places.map(({ epsilon, epsilonError }, i) => ({
        observed: Math.max(-epsilon, epsilon - 1, 0),
        allowed: epsilonError,
        what: `ε of point ${i} within [0, 1]`,
      })),
    ];
  },
});

/** How well ε must be known. */
const CLEAR = 1e-5;

/** Every sample has an ε of its own. */
export const ownEpsilon: Law<GradientPenaltySubject> = defineLaw({
  name: "own-epsilon",
  statement: "The samples of a batch have different ε.",
  source:
    "Gulrajani et al. (2017), algorithm 1: ε is drawn within the loop over the samples; TorchGAN draws one a batch",
  cases: segments,
  labels,
  measure: async (subject: GradientPenaltySubject, given: SegmentCase): Promise<Measurement[]> => {
    const places = await placesOf(subject, given);
    // Where a segment is so short that rounding hides where a point lies on it, nothing can be said.
    const epsilons = places.filter(({ epsilonError }) => epsilonError < CLEAR).map(({ epsilon }) => epsilon);
    fc.pre(epsilons.length >= 3);
    const spread = Math.max(...epsilons) - Math.min(...epsilons);
    // Three or more uniform numbers all lie within 2e-5 of each other in about one of 1e9 batches.
    return [{ observed: spread > 2 * CLEAR ? 0 : 1, allowed: 0, what: `ε that differ by ${spread}` }];
  },
});

/** Samples of {@link uniformEpsilon}. */
const MANY = 512;

/** ε are uniform. */
export const uniformEpsilon: Law<GradientPenaltySubject> = defineLaw({
  name: "uniform-epsilon",
  statement: "ε is uniform in [0, 1).",
  source: "Gulrajani et al. (2017), algorithm 1; Dvoretzky-Kiefer-Wolfowitz inequality with Massart's constant",
  share: 0.3,
  cases: fc.nat(1e6),
  labels: () => [`samples: ${MANY}`],
  measure: async (subject: GradientPenaltySubject, seed: number): Promise<Measurement[]> => {
    const batch = (x: number): Batch => ({ values: new Float32Array(MANY).fill(x), shape: [MANY, 1] });
    const random = createRng(seed).stream("penalty", 1);
    const setting = { real: batch(1), fake: batch(0), random, critic: halfSquare };
    const { points } = await penaltyOfFunction(subject.make(), setting);
    const sorted = points.map(([epsilon = Number.NaN]) => epsilon).toSorted((a, b) => a - b);
    const gaps = sorted.map((x, i) => Math.max((i + 1) / MANY - x, x - i / MANY));
    // P(sup |F_n - F| > t) <= 2 exp(-2 n t²): one case in 1e9 is beyond this.
    const allowed = Math.sqrt(Math.log(2e9) / (2 * MANY));
    return [{ observed: Math.max(...gaps), allowed, what: "distribution of ε against the uniform one" }];
  },
});
