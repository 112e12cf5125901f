import * as tf from "@tensorflow/tfjs-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";

import type { RunningBackend } from "../../../src/backends/running-backend.ts";
import { startNative } from "../../../src/native/start-native.ts";
import { testLibraries } from "../support/libraries.ts";
import { watchRefusals, type RefusalWatch } from "../support/watch-refusals.ts";

/** Kept, summed and kept axes. With 8 192 terms a sum is taken in parts, with 2 053, a prime, in one. */
const shapes: readonly (readonly [before: number, summed: number, after: number])[] = [
  [1, 8192, 3],
  [2, 8192, 1],
  [3, 8192, 2],
  [1, 8192, 1],
  [2, 64, 64],
  [2, 2053, 2],
];

/** Small whole numbers: every sum is exact, and so is a mean of 2^n terms. */
const valueAt = (index: number): number => ((index * 7) % 11) - 5;

/** Σ over the middle axis, one after the other. */
function plainSums([before, summed, after]: readonly [number, number, number]): number[] {
  const sums = Array.from({ length: before * after }, () => 0);
  for (let i = 0; i < before * summed * after; i++) {
    const kept = Math.floor(i / (summed * after)) * after + (i % after);
    sums[kept] = (sums[kept] ?? Number.NaN) + valueAt(i);
  }
  return sums;
}

describe.each(testLibraries)("sums and means on $title", ({ path, isMissing }) => {
  let running: RunningBackend | undefined;
  let watch: RefusalWatch | undefined;

  beforeAll(async () => {
    if (!isMissing) running = await startNative({ threads: 1, log: () => {}, paths: [path] });
    watch = watchRefusals();
  });

  afterEach(() => watch?.check());

  afterAll(async () => {
    watch?.end();
    await running?.stop();
  });

  it.skipIf(isMissing).each(shapes)("are those of a plain loop over the middle of [%i, %i, %i]", (...shape) => {
    const [sum, mean] = tf.tidy(() => {
      const x = tf.tensor3d(
        Float32Array.from({ length: shape[0] * shape[1] * shape[2] }, (_, i) => valueAt(i)),
        shape,
      );
      return [tf.sum(x, 1), tf.mean(x, 1)].map((result) => Array.from(result.dataSync()));
    });
    const expected = plainSums(shape);
    expect(sum).toEqual(expected);
    // A factor that is no power of two is rounded, and so is its product: (1 + u)^2 - 1 < 2^-22.
    const isExact = Number.isInteger(Math.log2(shape[1]));
    for (const [i, total] of expected.entries()) {
      const exact = total / shape[1];
      expect(Math.abs((mean?.[i] ?? Number.NaN) - exact)).toBeLessThanOrEqual(isExact ? 0 : 2 ** -22 * Math.abs(exact));
    }
  });
});
