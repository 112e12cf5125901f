import { createRng } from "@lipschitz-gan/core";
import * as fc from "fast-check";

/** A batch of samples as small plain data. */
export interface BatchCase {
  /** How many samples. */
  readonly batchSize: number;
  /** Whole numbers that are divided by four and cycled through, or a seed of normal numbers. */
  readonly entries: { readonly quarters: readonly number[] } | { readonly seed: number };
  /** Whether every second sample repeats the one before it. */
  readonly hasDuplicates: boolean;
  /** Whether the first sample is all zeros. */
  readonly hasZero: boolean;
}

/** Samples one after the other. */
export interface Batch {
  /** The entries, last axis fastest, each a float32. */
  readonly values: Float32Array;
  /** `[batchSize, ...sampleShape]`. */
  readonly shape: number[];
}

/** What batches are drawn. */
export interface BatchCaseOptions {
  /** Fewest samples; 1 if not given. */
  readonly minBatchSize?: number;
  /** Most samples; 6 if not given. */
  readonly maxBatchSize?: number;
}

/**
 * Batches of small rational or normal numbers, sometimes with duplicates and zeros.
 *
 * @param options - how many samples
 * @returns cases for {@link batchOf}
 */
export function batchCase({ minBatchSize = 1, maxBatchSize = 6 }: BatchCaseOptions = {}): fc.Arbitrary<BatchCase> {
  const seldom = fc.integer({ min: 0, max: 3 }).map((x) => x === 3);
  return fc.record({
    batchSize: fc.integer({ min: minBatchSize, max: maxBatchSize }),
    entries: fc.oneof(
      { withCrossShrink: true },
      fc.record({ quarters: fc.array(fc.integer({ min: -12, max: 12 }), { minLength: 1, maxLength: 9 }) }),
      fc.record({ seed: fc.nat(1e6) }),
    ),
    hasDuplicates: seldom,
    hasZero: seldom,
  });
}

/**
 * The batch of a case.
 *
 * @param given - the case
 * @param sampleShape - shape of one sample
 * @returns values and shape
 */
export function batchOf(given: BatchCase, sampleShape: readonly number[]): Batch {
  const { batchSize, hasDuplicates, hasZero } = given;
  const length = sampleShape.reduce((product, n) => product * n, 1);
  const values = Float32Array.from({ length: batchSize * length }, entryOf(given));
  if (hasZero) values.fill(0, 0, length);
  if (hasDuplicates) {
    for (let i = 1; i < batchSize; i += 2) values.copyWithin(i * length, (i - 1) * length, i * length);
  }
  return { values, shape: [batchSize, ...sampleShape] };
}

function entryOf({ entries }: BatchCase): (unused: unknown, i: number) => number {
  if ("seed" in entries) {
    const random = createRng(entries.seed).stream("batch");
    return () => random.normal();
  }
  const { quarters } = entries;
  return (_, i) => (quarters[i % quarters.length] ?? Number.NaN) / 4;
}

/**
 * The classes of a case, for statistics.
 *
 * @param given - the case
 * @returns its size, the kind of its entries, whether it holds duplicates or a zero sample
 */
export function batchLabels({ batchSize, entries, hasDuplicates, hasZero }: BatchCase): readonly string[] {
  return [
    `batch size: ${batchSize === 1 ? "one" : "several"}`,
    `entries: ${"seed" in entries ? "normal" : "quarters"}`,
    `duplicates: ${hasDuplicates && batchSize > 1 ? "yes" : "no"}`,
    `zero sample: ${hasZero ? "yes" : "no"}`,
  ];
}
