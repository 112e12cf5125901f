import type { BatchRequest } from "../dataset.ts";

/** 1 GiB of float32: a larger batch is a mistake, and is refused before anything is allocated. */
const MAX_VALUES = 2 ** 28;

/**
 * Refuses a request that cannot be served.
 *
 * @internal
 */
export function checkRequest(where: string, { batchSize, step, seed }: BatchRequest, valuesPerSample: number): void {
  const largest = Math.floor(MAX_VALUES / valuesPerSample);
  if (!(Number.isInteger(batchSize) && batchSize >= 1 && batchSize <= largest)) {
    throw new RangeError(`${where}: batchSize must be an integer in [1, ${largest}], received ${batchSize}`);
  }
  if (!(Number.isInteger(step) && step >= 0 && Number.isSafeInteger((step + 1) * batchSize))) {
    throw new RangeError(
      `${where}: step must be an integer >= 0 with (step + 1) * batchSize < 2^53, received ${step} at batchSize ${batchSize}`,
    );
  }
  if (!(Number.isSafeInteger(seed) && seed >= 0)) {
    throw new RangeError(`${where}: seed must be an integer in [0, 2^53), received ${seed}`);
  }
}
