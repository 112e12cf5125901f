import * as tf from "@tensorflow/tfjs-core";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { registerSecondOrderGradients } from "../../../src/gradients/register-second-order-gradients.ts";
import type { RunningBackend } from "../../../src/backends/running-backend.ts";
import { NativeEngine } from "../../../src/native/native-engine.ts";
import { startNative } from "../../../src/native/start-native.ts";
import { testLibraries } from "../support/libraries.ts";

/** Gradients of a sum over a convolution with one tap, and what oneDNN was asked for. */
function gradients(
  size: number,
  stride: number,
): { readonly filter: readonly number[]; readonly asked: readonly string[] } {
  const run = vi.spyOn(NativeEngine.prototype, "run");
  const filter = tf.tidy(() => {
    // Small whole numbers: every sum is exact.
    const x = tf.tensor4d(
      Int32Array.from({ length: 2 * size * size * 3 }, (_none, i) => (i * 7) % 11),
      [2, size, size, 3],
    );
    const loss = (w: tf.Tensor): tf.Tensor =>
      tf.sum(tf.conv2d(tf.cast(x, "float32"), w as tf.Tensor4D, stride, "same"));
    return [
      ...tf
        .grad(loss)(tf.ones([1, 1, 3, 5]))
        .dataSync(),
    ];
  });
  return { filter, asked: run.mock.calls.map(([key]) => key.split(" ").slice(0, 3).join(" ")) };
}

/** The same by hand: the sum of each channel over the places that the kernel stops at. */
function byHand(size: number, stride: number): readonly number[] {
  const sums = [0, 0, 0];
  for (let i = 0; i < 2 * size * size * 3; i++) {
    const [column, row] = [Math.floor(i / 3) % size, Math.floor(i / (3 * size)) % size];
    if (column % stride === 0 && row % stride === 0) sums[i % 3] = (sums[i % 3] ?? 0) + ((i * 7) % 11);
  }
  return sums.flatMap((sum) => Array.from({ length: 5 }, () => sum));
}

describe.each(testLibraries)("the gradient of a kernel of one tap on $title", ({ path, isMissing }) => {
  let running: RunningBackend | undefined;

  beforeAll(async () => {
    registerSecondOrderGradients();
    if (!isMissing) running = await startNative({ threads: 1, log: () => {}, paths: [path] });
  });

  afterEach(() => {
    vi.restoreAllMocks();
  });

  afterAll(async () => {
    await running?.stop();
  });

  it.skipIf(isMissing).each([
    [8, 2],
    [6, 2],
    [8, 3],
  ])(
    "is left to WASM where it ends before the last row: oneDNN writes beyond its memory (%i by steps of %i)",
    (size, stride) => {
      const { filter, asked } = gradients(size, stride);
      expect(filter).toEqual(byHand(size, stride));
      expect(asked).not.toContain("conv filter gradient");
    },
  );

  it.skipIf(isMissing).each([
    [8, 1],
    [7, 2],
    [7, 3],
  ])("is oneDNN's where it does not (%i by steps of %i)", (size, stride) => {
    const { filter, asked } = gradients(size, stride);
    expect(filter).toEqual(byHand(size, stride));
    expect(asked).toContain("conv filter gradient");
  });
});
