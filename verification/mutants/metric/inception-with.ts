import * as metrics from "@lipschitz-gan/metrics";
import type { MetricSubject } from "@lipschitz-gan/verification";
import { type FeatureRows, rowsOf } from "./statistics-with.ts";

/** The parts of which an Inception Score is made; each unless given is the right one. */
export interface WrongInception {
  /** The splits of all rows. */
  readonly splitsOf?: (rows: FeatureRows, splits: number) => readonly FeatureRows[];
  /** A class's part of a row's divergence. */
  readonly term?: (p: number, q: number) => number;
  /** The score of a split, from its rows' divergences. */
  readonly scoreOf?: (divergences: readonly number[]) => number;
  /** The rows from which a split's marginal is taken. */
  readonly marginalOver?: (split: FeatureRows, all: FeatureRows) => FeatureRows;
  /** The spread of the splits' scores. */
  readonly stdOf?: (scores: readonly number[]) => number;
  /** Whether rows are checked. */
  readonly isChecked?: boolean;
}

/** Metrics with an Inception Score of parts of one's own. */
export function inceptionWith({
  splitsOf = contiguous,
  term = (p, q) => (p === 0 ? 0 : p * Math.log(p / q)),
  scoreOf = (divergences) => Math.exp(meanOf(divergences)),
  marginalOver = (split) => split,
  stdOf = populationStd,
  isChecked = true,
}: WrongInception): MetricSubject {
  const score = (rows: FeatureRows, splits: number): { value: number; std: number } => {
    const scores = splitsOf(rows, splits).map((split) => {
      const marginal = columnMeans(marginalOver(split, rows));
      return scoreOf(split.map((row) => row.reduce((sum, p, y) => sum + term(p, marginal[y] ?? Number.NaN), 0)));
    });
    return { value: meanOf(scores), std: stdOf(scores) };
  };
  return {
    ...metrics,
    inceptionScore: (probabilities, nClasses, options = {}) => {
      if (isChecked) metrics.inceptionScore(probabilities, nClasses, options); // refuses what is to be refused
      return score(rowsOf(probabilities, nClasses), options.splits ?? 10);
    },
    accumulateInceptionScore: (nClasses, options) => {
      const right = metrics.accumulateInceptionScore(nClasses, options);
      const rows: (readonly number[])[] = [];
      return {
        add: (probabilities) => {
          right.add(probabilities);
          rows.push(...rowsOf(probabilities, nClasses));
        },
        finish: () => {
          right.finish();
          return score(rows, options.splits ?? 10);
        },
      };
    },
  };
}

/** Splits as in the original, `[i n / splits, (i + 1) n / splits)`. */
export function contiguous(rows: FeatureRows, splits: number): readonly FeatureRows[] {
  const end = (i: number): number => Math.floor((i * rows.length) / splits);
  return Array.from({ length: splits }, (_, i) => rows.slice(end(i), end(i + 1)));
}

function columnMeans(rows: FeatureRows): readonly number[] {
  return (rows[0] ?? []).map((_, y) => meanOf(rows.map((row) => row[y] ?? Number.NaN)));
}

/** The arithmetic mean. */
export function meanOf(values: readonly number[]): number {
  return values.reduce((sum, x) => sum + x, 0) / values.length;
}

/** The standard deviation, divided by the count. */
export function populationStd(values: readonly number[]): number {
  const mean = meanOf(values);
  return Math.sqrt(meanOf(values.map((x) => (x - mean) ** 2)));
}

/** The standard deviation, divided by the count less one; 0 of one value. */
export function sampleStd(values: readonly number[]): number {
  return values.length === 1 ? 0 : populationStd(values) * Math.sqrt(values.length / (values.length - 1));
}
