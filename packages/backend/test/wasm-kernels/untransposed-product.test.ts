import * as tf from "@tensorflow/tfjs-core";
import "@tensorflow/tfjs-backend-wasm";
import { registerWasmTrainingKernels } from "@lipschitz-gan/backend";
import * as fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { floats } from "./support/arbitraries.ts";
import type { Reference } from "./support/naive-convolution.ts";
import { outsideTolerance, withoutLeak } from "./support/run-kernel.ts";

beforeAll(async () => {
  registerWasmTrainingKernels();
  await tf.setBackend("wasm");
});

interface Product {
  readonly rows: number;
  readonly inner: number;
  readonly columns: number;
  readonly transposeA: boolean;
  readonly transposeB: boolean;
}

const gamma = (n: number): number => (n * 2 ** -24) / (1 - n * 2 ** -24);

/** Float64 product; a float32 one, summed in any order, lies within gamma_n |A| |B| plus n underflows. */
function naiveProduct(p: Product, a: Float32Array, b: Float32Array): Reference {
  const values = new Float64Array(p.rows * p.columns);
  const tolerance = new Float64Array(p.rows * p.columns);
  for (let i = 0; i < p.rows; i += 1) {
    for (let j = 0; j < p.columns; j += 1) {
      let magnitude = 0;
      for (let k = 0; k < p.inner; k += 1) {
        const left = a[p.transposeA ? k * p.rows + i : i * p.inner + k]!;
        const right = b[p.transposeB ? j * p.inner + k : k * p.columns + j]!;
        values[i * p.columns + j]! += left * right;
        magnitude += Math.abs(left * right);
      }
      tolerance[i * p.columns + j] = gamma(p.inner) * magnitude + p.inner * 2 ** -149;
    }
  }
  return { values, tolerance };
}

function product(p: Product, a: Float32Array, b: Float32Array): ArrayLike<number> {
  return tf.tidy(() => {
    const left = tf.tensor2d(a, p.transposeA ? [p.inner, p.rows] : [p.rows, p.inner]);
    const right = tf.tensor2d(b, p.transposeB ? [p.columns, p.inner] : [p.inner, p.columns]);
    const result = tf.matMul(left, right, p.transposeA, p.transposeB);
    expect(result.shape).toStrictEqual([p.rows, p.columns]);
    return result.dataSync();
  });
}

describe("a product of matrices on WASM", () => {
  it("is right for a reshaped view of a buffer that has been the right operand before", () => {
    // The stock kernel keeps the packed matrix of the first product and reads beyond the buffer here.
    const rows = tf.tidy(() => {
      const w = tf.tensor2d([1, 2, 3, 4, 5, 6], [2, 3]);
      return [w, tf.reshape<tf.Rank.R2>(w, [3, 2]), tf.reshape<tf.Rank.R2>(w, [6, 1]), w].map((right) =>
        Array.from(tf.matMul(tf.ones([1, right.shape[0]]), right).dataSync()),
      );
    });
    expect(rows).toStrictEqual([[5, 7, 9], [9, 12], [21], [5, 7, 9]]);
  });

  it("is right for the transpose of a column that has been the right operand before", () => {
    const results = tf.tidy(() => {
      const column = tf.tensor2d([1, 2, 3], [3, 1]);
      const forward = tf.matMul(tf.tensor2d([4, 5, 6], [1, 3]), column);
      const backward = tf.matMul(tf.tensor2d([10], [1, 1]), column, false, true);
      return [forward, backward].map((t) => Array.from(t.dataSync()));
    });
    expect(results).toStrictEqual([[32], [10, 20, 30]]);
  });

  it("takes bias and activation, and leading axes of size 1", () => {
    const result = tf.tidy(() => {
      const a = tf.tensor3d([1, -2, 3, 4], [1, 2, 2]);
      const b = tf.tensor3d([1, 0, 0, 1], [1, 2, 2]);
      const bias = tf.tensor1d([0.5, 0.25]);
      return tf.fused.matMul({ a, b, transposeA: true, bias, activation: "relu" }).arraySync();
    });
    expect(result).toStrictEqual([
      [
        [1.5, 3.25],
        [0, 4.25],
      ],
    ]);
  });

  it("leaves batches of matrices to the stock kernel", () => {
    const result = tf.tidy(() => tf.matMul(tf.ones([2, 1, 3]), tf.ones([2, 2, 3]), false, true).arraySync());
    expect(result).toStrictEqual([[[3, 3]], [[3, 3]]]);
  });

  it("leaves no tensor and no buffer behind", () => {
    withoutLeak(() => {
      for (const transposeA of [false, true]) {
        for (const transposeB of [false, true]) {
          product({ rows: 2, inner: 2, columns: 2, transposeA, transposeB }, new Float32Array(4), new Float32Array(4));
        }
      }
      tf.tidy(() => {
        const w = tf.ones([2, 3]);
        tf.matMul(tf.ones([1, 2]), w);
        tf.matMul(tf.ones([1, 3]), tf.reshape(w, [3, 2]));
      });
    });
  });

  it("agrees with a float64 loop, for all sizes and transposes", () => {
    const side = fc.integer({ min: 1, max: 20 });
    const sizes = fc.record({
      rows: side,
      inner: side,
      columns: side,
      transposeA: fc.boolean(),
      transposeB: fc.boolean(),
    });
    fc.assert(
      fc.property(sizes, fc.nat(), (p, seed) => {
        const a = floats(p.rows * p.inner, seed);
        const b = floats(p.inner * p.columns, seed + 1);
        expect(outsideTolerance(product(p, a, b), naiveProduct(p, a, b))).toStrictEqual([]);
      }),
    );
  });
});
