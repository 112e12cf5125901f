import { createHash } from "node:crypto";
import * as tf from "@tensorflow/tfjs-core";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { startWasm } from "../../src/backends/start-wasm.ts";

interface Case {
  readonly batch: number;
  readonly size: number;
  readonly channels: number;
  readonly filters: number;
  readonly kernel: number;
  readonly stride: number;
  readonly seed: number;
}
const cases: fc.Arbitrary<Case> = fc.record({
  batch: fc.integer({ min: 1, max: 9 }),
  size: fc.integer({ min: 5, max: 24 }),
  channels: fc.integer({ min: 1, max: 33 }),
  filters: fc.integer({ min: 1, max: 65 }),
  kernel: fc.integer({ min: 1, max: 5 }),
  stride: fc.integer({ min: 1, max: 2 }),
  seed: fc.integer({ min: 1, max: 1e6 }),
});

/** A convolution and a matrix product, and the same of the absolute values: the scale of their rounding errors. */
function compute({ batch, size, channels, filters, kernel, stride, seed }: Case): Float32Array[] {
  return tf.tidy(() => {
    const x = tf.randomNormal<tf.Rank.R4>([batch, size, size, channels], 0, 1, "float32", seed);
    const w = tf.randomNormal<tf.Rank.R4>([kernel, kernel, channels, filters], 0, 1, "float32", seed + 1);
    const rows = tf.reshape(x, [batch * size, size * channels]);
    const b = tf.randomNormal<tf.Rank.R2>([size * channels, filters], 0, 1, "float32", seed + 2);
    return [
      tf.conv2d(x, w, stride, "same"),
      tf.matMul(rows, b),
      tf.conv2d(tf.abs(x), tf.abs(w), stride, "same"),
      tf.matMul(tf.abs(rows), tf.abs(b)),
    ].map((tensor) => Float32Array.from(tensor.dataSync()));
  });
}

async function withThreads(threads: number, samples: readonly Case[]): Promise<Float32Array[][]> {
  const running = await startWasm({ threads, log: () => {} });
  expect(running.threads).toBe(threads);
  const results = samples.map((sample) => compute(sample));
  await running.stop();
  return results;
}

describe("WASM threads", () => {
  const samples = fc.sample(cases, 25);

  it("give the same bytes in every run with the same number of threads", async () => {
    const first = hashes(await withThreads(2, samples));
    expect(new Set(first).size).toBe(samples.length);
    expect(hashes(await withThreads(2, samples))).toEqual(first);
  });

  it("do so too where there are more of them than cores", async () => {
    const few = samples.slice(0, 5);
    const first = hashes(await withThreads(5, few));
    expect(hashes(await withThreads(5, few))).toEqual(first);
  });

  it("agree with one thread within rounding", async () => {
    const one = await withThreads(1, samples);
    const two = await withThreads(2, samples);
    for (const [index, { channels, kernel, size }] of samples.entries()) {
      const [conv1, matmul1, convScale, matmulScale] = one[index]!;
      const [conv2, matmul2] = two[index]!;
      expect(worstRatio(conv1!, conv2!, convScale!, kernel * kernel * channels)).toBeLessThanOrEqual(1);
      expect(worstRatio(matmul1!, matmul2!, matmulScale!, size * channels)).toBeLessThanOrEqual(1);
    }
  });
});

/** One for each sample. */
function hashes(results: readonly Float32Array[][]): string[] {
  return results.map((arrays) => {
    const hash = createHash("sha256");
    for (const array of arrays) hash.update(array);
    return hash.digest("hex");
  });
}

/**
 * Largest difference over what rounding allows: a sum of n products, in any order and with or without fused
 * multiply-add, is off by at most γ(n) Σ|x||w| with γ(n) = n u / (1 - n u) (Higham 2002, section 3.1), so two of them
 * differ by at most 2 γ(n) Σ|x||w|. Σ|x||w| comes from float32 too, low by a factor 1 - γ(n) at worst.
 */
function worstRatio(a: Float32Array, b: Float32Array, scale: Float32Array, terms: number): number {
  const u = 2 ** -24;
  const gamma = (terms * u) / (1 - terms * u);
  let worst = 0;
  for (const [i, value] of a.entries()) {
    const difference = Math.abs(value - b[i]!);
    if (difference > 0) worst = Math.max(worst, difference / ((2 * gamma * scale[i]!) / (1 - gamma)));
  }
  return worst;
}
