import * as fc from "fast-check";
import { createRng } from "@lipschitz-gan/core";
import { defineLaw, type Law } from "../../kit/define-law.ts";
import type { Measurement } from "../../kit/measurement.ts";
import { countDifferent } from "../weights/rounding.ts";
import { choices, discrepancy, discrepancyError, exactDiscrepancy } from "./cubic-kernel.ts";
import { featuresOf, rowsOfFeatures, shuffledRows } from "./feature-rows.ts";
import { axesOf, reflectedRow } from "./gaussians.ts";
import type { MetricSubject } from "./subject.ts";

/** Two sets of features, of whole numbers. */
interface SetsCase {
  readonly nReal: number;
  readonly nFake: number;
  readonly dimension: number;
  readonly seed: number;
}

const setsCase: fc.Arbitrary<SetsCase> = fc.record({
  nReal: fc.integer({ min: 2, max: 7 }),
  nFake: fc.integer({ min: 2, max: 7 }),
  dimension: fc.integer({ min: 1, max: 6 }),
  seed: fc.nat(1e6),
});

type Rows = readonly (readonly number[])[];

const rowsIn = (count: number, dimension: number, seed: number, name: string): number[][] =>
  rowsOfFeatures(featuresOf({ count, dimension, kind: "integers", seed }, name), dimension);

function setsOf({ nReal, nFake, dimension, seed }: SetsCase): [real: number[][], fake: number[][]] {
  return [rowsIn(nReal, dimension, seed, "real"), rowsIn(nFake, dimension, seed, "fake")];
}

const labels = ({ nReal, nFake }: SetsCase): readonly string[] => [`sizes: ${nReal === nFake ? "equal" : "different"}`];

/** The estimate from everything. */
function full({ kernelDistance }: MetricSubject, real: Rows, fake: Rows): number {
  const subsetSize = Math.max(real.length, fake.length);
  return kernelDistance(real.flat(), fake.flat(), real[0]?.length ?? 0, { subsets: 1, subsetSize }).value;
}

/** The definition, with exact sums. */
export const kernelDefinition: Law<MetricSubject> = defineLaw<MetricSubject, SetsCase>({
  name: "kernel-definition",
  statement: "KID from all samples is the unbiased estimate of MMD² with the kernel (x·y/d + 1)³, in exact arithmetic.",
  source: "Bińkowski et al. (2018), eq. 4 and section 4",
  cases: setsCase,
  labels,
  measure: (subject, given) => {
    const [real, fake] = setsOf(given);
    return [
      {
        observed: Math.abs(full(subject, real, fake) - exactDiscrepancy(real, fake)),
        allowed: discrepancyError(real, fake),
        what: "KID against whole numbers",
      },
    ];
  },
});

/** What must not matter. */
export const kernelInvariances: Law<MetricSubject> = defineLaw<MetricSubject, SetsCase>({
  name: "kernel-invariances",
  statement: "KID from all samples is symmetric, and sees neither their order nor a rotation of both sets.",
  source: "the kernel is a function of x·y",
  cases: setsCase,
  labels,
  measure: (subject, given) => {
    const [real, fake] = setsOf(given);
    const { dimension, seed } = given;
    const turns = axesOf(createRng(seed).stream("turns"), dimension);
    const rotated = (rows: Rows): Rows => rows.map((row) => turns.reduce((x, axis) => reflectedRow(x, axis), [...row]));
    const shuffled = (rows: Rows): Rows => rowsOfFeatures(shuffledRows(rows.flat(), dimension, seed), dimension);
    const plain = full(subject, real, fake);
    const error = 2 * discrepancyError(real, fake);
    // A reflection moves a row by `(4 d + 16) u` of its length, three of them a kernel by six times three of that.
    const ofTurns = 18 * (4 * dimension + 16) * discrepancyError(real, fake);
    return [
      { observed: Math.abs(full(subject, fake, real) - plain), allowed: error, what: "KID of exchanged sets" },
      {
        observed: Math.abs(full(subject, shuffled(real), shuffled(fake)) - plain),
        allowed: error,
        what: "KID of the samples in another order",
      },
      {
        observed: Math.abs(full(subject, rotated(real), rotated(fake)) - plain),
        allowed: error + ofTurns,
        what: "KID of rotated samples",
      },
    ];
  },
});

interface PoolCase {
  readonly size: number;
  readonly nReal: number;
  readonly dimension: number;
  readonly seed: number;
}

/**
 * Without a random number: over all ways to split a pool of N into m and N - m, each ordered pair of different members
 * falls on each of the three sums in proportion to its number of pairs, so that each of the three means has the pool's
 * mean as its own, and the average estimate is `1 + 1 - 2 = 0` of it.
 */
export const kernelUnbiased: Law<MetricSubject> = defineLaw<MetricSubject, PoolCase>({
  name: "kernel-unbiased",
  statement: "Over all ways to split a small pool into real and fake samples, KID averages to 0.",
  source: "Gretton et al. (2012), lemma 6; averaged over a pool instead of a distribution, it is an identity",
  share: 0.5,
  cases: fc.integer({ min: 4, max: 7 }).chain((size) =>
    fc.record({
      size: fc.constant(size),
      nReal: fc.integer({ min: 2, max: size - 2 }),
      dimension: fc.integer({ min: 1, max: 5 }),
      seed: fc.nat(1e6),
    }),
  ),
  labels: ({ size, nReal }) => [`sizes: ${size === 2 * nReal ? "equal" : "different"}`],
  measure: (subject, { size, nReal, dimension, seed }): readonly Measurement[] => {
    const pool = rowsIn(size, dimension, seed, "pool");
    const ways = choices(size, nReal);
    const estimates = ways.map((chosen) =>
      full(
        subject,
        chosen.map((i) => pool[i] ?? []),
        pool.filter((_, i) => !chosen.includes(i)),
      ),
    );
    const average = estimates.reduce((sum, value) => sum + value, 0) / ways.length;
    const largest = Math.max(...estimates.map(Math.abs));
    const error = discrepancyError(pool, pool) + ways.length * 2 ** -53 * largest;
    return [{ observed: Math.abs(average), allowed: error, what: `the average over ${ways.length} ways` }];
  },
});

interface SubsetsCase {
  readonly count: number;
  readonly subsetSize: number;
  readonly dimension: number;
  readonly seed: number;
}

/**
 * The average a of two estimates and their standard deviation s (half their distance) give them back, `a ± s`, so that
 * each can be looked up among all estimates that there are.
 */
export const kernelSubsets: Law<MetricSubject> = defineLaw<MetricSubject, SubsetsCase>({
  name: "kernel-subsets",
  statement:
    "KID of two subsets is mean and population standard deviation of two estimates from subsets without repetition; the seed decides which.",
  source:
    "Bińkowski et al. (2018), section 4, and their code: replace=False, np.std; every estimate is looked up among all",
  cases: fc.integer({ min: 3, max: 6 }).chain((count) =>
    fc.record({
      count: fc.constant(count),
      subsetSize: fc.integer({ min: 2, max: Math.min(4, count - 1) }),
      dimension: fc.integer({ min: 1, max: 3 }),
      seed: fc.nat(1e6),
    }),
  ),
  labels: ({ count, subsetSize }) => [`subsets of ${subsetSize} of ${count}`],
  measure: ({ kernelDistance }, { count, subsetSize, dimension, seed }): readonly Measurement[] => {
    const real = rowsIn(count, dimension, seed, "real");
    const fake = rowsIn(count, dimension, seed, "fake");
    const options = { subsets: 2, subsetSize, seed };
    const found = kernelDistance(real.flat(), fake.flat(), dimension, options);
    const again = kernelDistance(real.flat(), fake.flat(), dimension, options);
    const subsets = choices(count, subsetSize);
    const known = subsets.flatMap((x) =>
      subsets.map((y) =>
        discrepancy(
          x.map((i) => real[i] ?? []),
          y.map((i) => fake[i] ?? []),
        ),
      ),
    );
    const away = (value: number): number =>
      known.reduce((least, one) => Math.min(least, Math.abs(one - value)), Infinity);
    const error = 4 * discrepancyError(real, fake);
    return [
      {
        observed: away(found.value + found.std),
        allowed: error,
        what: "the larger estimate and the next one there is",
      },
      {
        observed: away(found.value - found.std),
        allowed: error,
        what: "the smaller estimate and the next one there is",
      },
      {
        observed: countDifferent([found.value, found.std], [again.value, again.std]),
        allowed: 0,
        what: "the same seed again",
      },
    ];
  },
});

/** Seeds that choose the same subsets would be no seeds. */
export const kernelSeeds: Law<MetricSubject> = defineLaw<MetricSubject, { readonly seed: number }>({
  name: "kernel-seeds",
  statement: "Another seed takes other subsets, on both sides.",
  source: "of 40 samples, 20 are chosen in 10^11 ways: two seeds agree by chance less than once in 10^11",
  share: 0.3,
  cases: fc.record({ seed: fc.nat(1e6) }),
  measure: ({ kernelDistance }, { seed }): readonly Measurement[] => {
    const features = featuresOf({ count: 40, dimension: 2, kind: "normal", seed });
    const same = Float64Array.from({ length: 40 }, () => 1);
    const value = (real: Float64Array, fake: Float64Array, of: number): number =>
      kernelDistance(real, fake, 2, { subsets: 1, subsetSize: 20, seed: of }).value;
    const all = Float64Array.from([...same, ...same]);
    return [
      {
        observed: value(features, all, seed) === value(features, all, seed + 1) ? 1 : 0,
        allowed: 0,
        what: "equal real subsets",
      },
      {
        observed: value(all, features, seed) === value(all, features, seed + 1) ? 1 : 0,
        allowed: 0,
        what: "equal fake subsets",
      },
    ];
  },
});
