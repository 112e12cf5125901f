import type { Dataset } from "@lipschitz-gan/data";

/** As many real samples as generated ones. */
export interface SamplePair {
  /** Name of the data set. */
  readonly dataset: string;
  /** Seed of both batches. */
  readonly seed: number;
  /** What the samples are. */
  readonly kind: Dataset["kind"];
  /** Real samples, each with all its entries. */
  readonly real: readonly Float32Array[];
  /** Generated samples. */
  readonly fake: readonly Float32Array[];
}

/** Samples in each of the two batches. */
export const PAIR_SIZE = 64;

/**
 * The first batch of a data set beside generated samples.
 *
 * @param data - the data set
 * @param fake - the values of {@link PAIR_SIZE} generated samples, one after the other
 * @param seed - from which the real ones are drawn, and the generated ones were
 */
export function samplePair(data: Dataset, fake: Float32Array, seed: number): SamplePair {
  const { values } = data.batch({ batchSize: PAIR_SIZE, step: 0, seed });
  return { dataset: data.name, seed, kind: data.kind, real: split(values), fake: split(fake) };
}

function split(values: Float32Array): readonly Float32Array[] {
  const size = values.length / PAIR_SIZE;
  return Array.from({ length: PAIR_SIZE }, (_, i) => values.slice(i * size, (i + 1) * size));
}

/** Where all pixels lie. */
const pixels: readonly [number, number] = [-1, 1];

/**
 * The box in which to look for a witness: where pixels lie; for points, the smallest one with whole ends around the real ones.
 *
 * @param pair - the samples; pixels are assumed without them
 * @returns the ends, for every entry the same
 */
export function witnessRange(pair?: SamplePair): readonly [number, number] {
  if (pair?.kind !== "points") return pixels;
  const entries = pair.real.flatMap((sample) => [...sample]);
  return [Math.floor(Math.min(...entries)), Math.ceil(Math.max(...entries))];
}
