import * as tf from "@tensorflow/tfjs-core";
import * as fc from "fast-check";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import type { RunningBackend } from "../../../src/backends/running-backend.ts";
import { NativeEngine } from "../../../src/native/native-engine.ts";
import { openLibrary } from "../../../src/native/onednn/library.ts";
import { startNative } from "../../../src/native/start-native.ts";
import { koffi, testLibraries } from "../support/libraries.ts";

interface Shapes {
  readonly stack: number;
  readonly rows: number;
  readonly inner: number;
  readonly columns: number;
  readonly transposeA: boolean;
  readonly transposeB: boolean;
}

/** Small whole numbers, so that every sum is exact. */
const entry = (seed: number, place: number): number => ((place * 7 + seed * 13) % 11) - 5;

const filled = (shape: [number, number, number], seed: number): tf.Tensor3D =>
  tf.tensor3d(
    Float32Array.from({ length: shape[0] * shape[1] * shape[2] }, (_none, place) => entry(seed, place)),
    shape,
  );

function product({ stack, rows, inner, columns, transposeA, transposeB }: Shapes, seed: number): number[] {
  return tf.tidy(() => {
    const a = filled(transposeA ? [stack, inner, rows] : [stack, rows, inner], seed);
    const b = filled(transposeB ? [stack, columns, inner] : [stack, inner, columns], seed + 1);
    const result = tf.matMul(a, b, transposeA, transposeB);
    expect(result.shape).toEqual([stack, rows, columns]);
    return [...result.dataSync()];
  });
}

function byHand({ stack, rows, inner, columns, transposeA, transposeB }: Shapes, seed: number): number[] {
  const results: number[] = [];
  for (let s = 0; s < stack; s++)
    for (let i = 0; i < rows; i++)
      for (let j = 0; j < columns; j++) {
        let sum = 0;
        for (let k = 0; k < inner; k++) {
          const left = s * rows * inner + (transposeA ? k * rows + i : i * inner + k);
          const right = s * inner * columns + (transposeB ? j * inner + k : k * columns + j);
          sum += entry(seed, left) * entry(seed + 1, right);
        }
        results.push(sum);
      }
  return results;
}

const vectors = fc
  .record({
    stack: fc.integer({ min: 1, max: 3 }),
    inner: fc.integer({ min: 1, max: 40 }),
    side: fc.integer({ min: 8, max: 200 }),
    isColumn: fc.boolean(),
    transposeA: fc.boolean(),
    transposeB: fc.boolean(),
  })
  .map(({ stack, inner, side, isColumn, transposeA, transposeB }): Shapes => ({
    stack,
    inner,
    transposeA,
    transposeB,
    rows: isColumn ? side : 1,
    columns: isColumn ? 1 : side,
  }));

describe.each(testLibraries)("products on $title", ({ path, isMissing }) => {
  let running: RunningBackend | undefined;
  beforeAll(async () => {
    if (!isMissing) running = await startNative({ threads: 2, log: () => {}, paths: [path] });
  });
  afterEach(() => {
    vi.restoreAllMocks();
  });
  afterAll(async () => {
    await running?.stop();
  });

  it.skipIf(isMissing)("are those of matrices with vectors, on either side and transposed or not", () => {
    const run = vi.spyOn(NativeEngine.prototype, "run");
    fc.assert(
      fc.property(vectors, fc.nat(20), (shapes, seed) => {
        expect(product(shapes, seed)).toEqual(byHand(shapes, seed));
      }),
    );
    expect(run.mock.results.filter(({ type }) => type === "return").length).toBeGreaterThan(50);
    expect(run.mock.results.filter(({ type }) => type === "throw")).toEqual([]);
  });

  it.skipIf(isMissing)("keep to one thread while they are small, and take all when they are large", () => {
    const small = { stack: 1, rows: 30, inner: 30, columns: 30, transposeA: false, transposeB: false };
    const large = { ...small, rows: 300, inner: 300, columns: 300 };
    const expected = [byHand(small, 1), byHand(large, 2)];
    if (koffi === undefined) throw new Error("koffi is missing, which a library was opened with before");
    const library = openLibrary(koffi, path);
    for (let round = 0; round < 3; round++) {
      expect(product(small, 1)).toEqual(expected[0]);
      expect(library.threads()).toBe(1);
      expect(product(large, 2)).toEqual(expected[1]);
      expect(library.threads()).toBe(2);
    }
    library.dispose();
  });
});
