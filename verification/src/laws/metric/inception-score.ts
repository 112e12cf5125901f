import * as fc from "fast-check";
import { defineLaw, type Law } from "../../kit/define-law.ts";
import type { Measurement } from "../../kit/measurement.ts";
import { u64 } from "../weights/rounding.ts";
import { shuffledRows } from "./feature-rows.ts";
import { type ProbabilitiesCase, probabilitiesCase, probabilitiesLabels, probabilitiesOf } from "./probability-rows.ts";
import { batchesOf } from "./statistics.ts";
import type { MetricSubject, Spread } from "./subject.ts";

/** `mean KL(p(y|x) || p(y))` in nats, as the definition has it, with `0 log 0 = 0`. */
export function meanDivergence(rows: readonly (readonly number[])[]): number {
  const n = rows.length;
  const marginal = (rows[0] ?? []).map((_, y) => rows.reduce((sum, row) => sum + (row[y] ?? Number.NaN), 0) / n);
  const of = (row: readonly number[]): number =>
    row.reduce((sum, p, y) => (p === 0 ? sum : sum + p * Math.log(p / (marginal[y] ?? Number.NaN))), 0);
  return rows.reduce((sum, row) => sum + of(row), 0) / n;
}

/**
 * By how much the score of a split may be off, relative to it: the exponent is a mean over n rows of terms `p log p` less
 * terms `q log q` of the marginal, of K classes each, or of terms `p log (p / q)`. Their absolute values add up to A,
 * each has at most four roundings (and q, whose n roundings reach a term as `q log q` and q), the sums round n + K times,
 * and the exponential once.
 */
function relativeError(rows: readonly (readonly number[])[]): number {
  const n = rows.length;
  const nClasses = rows[0]?.length ?? 0;
  const ofRows = rows.reduce((sum, row) => row.reduce((total, p) => total + entropy(p), sum), 0) / n;
  const marginal = (rows[0] ?? []).map((_, y) => rows.reduce((sum, row) => sum + (row[y] ?? Number.NaN), 0) / n);
  const ofMarginal = marginal.reduce((sum, q) => sum + entropy(q), 0);
  return ((n + nClasses + 4) * (ofRows + ofMarginal + 1) + 2) * u64;
}

/** `-p log p`, 0 of 0. */
function entropy(p: number): number {
  return p === 0 ? 0 : -p * Math.log(p);
}

/** By how much mean and deviation of several scores may be off: each by its own error, and the mean by as many roundings. */
function spreadError(rows: readonly (readonly number[])[], splits: number): number {
  const scores = splitsOf(rows, splits).map(
    (split) => [Math.exp(meanDivergence(split)), relativeError(split)] as const,
  );
  return Math.max(...scores.map(([score, error]) => score * (error + (splits + 2) * u64)));
}

/** `[⌊i n / splits⌋, ⌊(i + 1) n / splits⌋)` for every i. */
function splitsOf<T>(rows: readonly T[], splits: number): readonly (readonly T[])[] {
  return Array.from({ length: splits }, (_, i) =>
    rows.slice(Math.floor((i * rows.length) / splits), Math.floor(((i + 1) * rows.length) / splits)),
  );
}

function compared(what: string, found: Spread, expected: Spread, error: number): readonly Measurement[] {
  return [
    { observed: Math.abs(found.value - expected.value), allowed: error, what: `the score ${what}` },
    // A standard deviation moves by no more than the largest change of its values, here of either side.
    { observed: Math.abs(found.std - expected.std), allowed: 2 * error, what: `the standard deviation ${what}` },
  ];
}

/** The definition, split by split. */
export const inceptionDefinition: Law<MetricSubject> = defineLaw<MetricSubject, ProbabilitiesCase>({
  name: "inception-definition",
  statement:
    "IS is the mean over contiguous splits of exp(mean KL(p(y|x) ‖ p(y))), its spread their population standard deviation.",
  source: "Salimans et al. (2016), section 4, and their code: splits [i n / s, (i + 1) n / s), np.mean, np.std",
  cases: probabilitiesCase(),
  labels: probabilitiesLabels,
  measure: ({ inceptionScore }, given) => {
    const rows = probabilitiesOf(given);
    const { nClasses, splits } = given;
    const scores = splitsOf(rows, splits).map((split) => Math.exp(meanDivergence(split)));
    const value = scores.reduce((sum, score) => sum + score, 0) / splits;
    const std = Math.sqrt(scores.reduce((sum, score) => sum + (score - value) ** 2, 0) / splits);
    const found = inceptionScore(rows.flat(), nClasses, { splits });
    return compared("by its definition", found, { value, std }, spreadError(rows, splits));
  },
});

interface ExtremeCase {
  readonly groups: number;
  /** Classes over which a row of a group spreads evenly. */
  readonly width: number;
  readonly copies: number;
}

/** The score counts classes, where they can be counted. */
export const inceptionCounts: Law<MetricSubject> = defineLaw<MetricSubject, ExtremeCase>({
  name: "inception-counts",
  statement:
    "Rows that spread evenly over their own of g groups of classes, all groups as often, have IS = g: one-hot rows nClasses, rows that are all equal 1.",
  source: "KL is log g for every row",
  cases: fc.record({
    groups: fc.integer({ min: 1, max: 12 }),
    width: fc.integer({ min: 1, max: 4 }),
    copies: fc.integer({ min: 1, max: 9 }),
  }),
  labels: ({ groups, width }) => [groups === 1 ? "all rows equal" : width === 1 ? "one-hot" : "groups of classes"],
  measure: ({ inceptionScore }, { groups, width, copies }) => {
    const nClasses = groups * width;
    const rows = Array.from({ length: groups * copies }, (_, i) =>
      Array.from({ length: nClasses }, (__, y) => (Math.floor(y / width) === i % groups ? 1 / width : 0)),
    );
    const found = inceptionScore(rows.flat(), nClasses, { splits: copies });
    const error = spreadError(rows, copies);
    return compared(`of ${groups} groups`, found, { value: groups, std: 0 }, error);
  },
});

/** What must not matter. */
export const inceptionInvariances: Law<MetricSubject> = defineLaw<
  MetricSubject,
  { readonly given: ProbabilitiesCase; readonly cuts: readonly number[] }
>({
  name: "inception-invariances",
  statement:
    "IS does not see how rows are cut into batches, nor their order within a split, nor the order of the classes.",
  source: "definition; a last batch that is not full counts as the others do",
  cases: fc.record({ given: probabilitiesCase(), cuts: fc.array(fc.nat(59), { maxLength: 6 }) }),
  labels: ({ given }) => probabilitiesLabels(given),
  measure: ({ inceptionScore, accumulateInceptionScore }, { given, cuts }) => {
    const rows = probabilitiesOf(given);
    const { nClasses, splits, count, seed } = given;
    const plain = inceptionScore(rows.flat(), nClasses, { splits });
    const accumulator = accumulateInceptionScore(nClasses, { count, splits });
    for (const batch of batchesOf(Float64Array.from(rows.flat()), nClasses, cuts)) accumulator.add(batch);
    const within = splitsOf(rows, splits).flatMap((split) => Array.from(shuffledRows(split.flat(), nClasses, seed)));
    const error = 2 * spreadError(rows, splits);
    return [
      ...compared("in batches", accumulator.finish(), plain, error),
      ...compared("in another order within splits", inceptionScore(within, nClasses, { splits }), plain, error),
      ...compared(
        "with the classes in reverse order",
        inceptionScore(
          rows.flatMap((row) => row.toReversed()),
          nClasses,
          { splits },
        ),
        plain,
        error,
      ),
    ];
  },
});

/** The logarithm of the score is a mutual information, and does what one does. */
export const inceptionInformation: Law<MetricSubject> = defineLaw<
  MetricSubject,
  { readonly given: ProbabilitiesCase; readonly parts: number }
>({
  name: "inception-information",
  statement:
    "1 ≤ IS ≤ min(n, nClasses); to mix rows with their marginal takes (1 − t) of log IS at most; to merge two classes adds nothing; to say all rows twice changes nothing.",
  source:
    "log IS = I(x; y) ≤ min(H(x), H(y)); convexity of KL; data processing (Cover & Thomas (2006), theorems 2.7.2 and 2.8.1)",
  cases: fc.record({ given: probabilitiesCase({ maxSplits: 1 }), parts: fc.integer({ min: 0, max: 4 }) }),
  labels: ({ given }) => probabilitiesLabels(given),
  measure: ({ inceptionScore }, { given, parts }) => {
    const rows = probabilitiesOf(given);
    const { nClasses, count } = given;
    const options = { splits: 1 };
    const score = (of: readonly (readonly number[])[], classes = nClasses): number =>
      inceptionScore(of.flat(), classes, options).value;
    const plain = score(rows);
    const marginal = (rows[0] ?? []).map((_, y) => rows.reduce((sum, row) => sum + (row[y] ?? Number.NaN), 0) / count);
    const t = parts / 4;
    const mixedRows = rows.map((row) => row.map((p, y) => (1 - t) * p + t * (marginal[y] ?? Number.NaN)));
    const mixed = score(mixedRows);
    const merged = score(
      rows.map((row) => [(row[0] ?? 0) + (row[1] ?? 0), ...row.slice(2)]),
      Math.max(1, nClasses - 1),
    );
    const error = relativeError([...rows, ...rows]);
    // A mixed row's sum is off by 2 nClasses roundings, and so is what it is divided by, or not.
    const ofMixing = relativeError(mixedRows) + error + 8 * nClasses * u64;
    return [
      { observed: 1 - plain, allowed: error, what: "the score, below 1" },
      {
        observed: plain - Math.min(count, nClasses),
        allowed: plain * error,
        what: "the score, above what there is",
      },
      {
        observed: Math.log(mixed) - (1 - t) * Math.log(Math.max(1, plain)),
        allowed: ofMixing,
        what: `log IS of rows mixed with ${t} of the marginal`,
      },
      { observed: merged - plain, allowed: 2 * plain * error, what: "IS of merged classes, above IS" },
      {
        observed: Math.abs(score([...rows, ...rows]) - plain),
        allowed: 2 * plain * error,
        what: "IS of all rows twice",
      },
    ];
  },
});
