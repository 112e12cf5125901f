import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { detach, shareOfK } from "@lipschitz-gan/core";
import { bits, numbers, withoutLeak } from "./support/tensors.ts";

beforeAll(async () => {
  await tf.setBackend("cpu");
});

const squareTimesConstant = (x: tf.Tensor): tf.Tensor => tf.sum(tf.mul(tf.square(x), detach(x)));

describe("detach", () => {
  it("keeps the values and stops the gradient", () => {
    const x = tf.tensor1d([1, -2, Number.NaN, Infinity]);
    expect(bits(detach(x))).toEqual(bits(x));
    const y = tf.tensor1d([1, -2, 3]);
    expect(numbers(tf.grad((z) => tf.sum(tf.mul(tf.square(detach(z)), z)))(y))).toEqual([1, 4, 9]);
    expect(numbers(tf.grad((z) => tf.sum(detach(tf.square(z))))(y)).map(Math.abs)).toEqual([0, 0, 0]);
  });

  it("is constant for second-order gradients as well", () => {
    // d/dx (x² c(x)) = 2 x c, and of that 2 c
    expect(numbers(tf.grad((x) => tf.sum(tf.grad(squareTimesConstant)(x)))(tf.tensor1d([3])))).toEqual([6]);
  });

  it("leaves the original to its owner", () => {
    const x = tf.tensor1d([1]);
    withoutLeak(() => detach(x).dispose());
    expect(x.isDisposed).toBe(false);
  });
});

describe("shareOfK", () => {
  it("multiplies up to k again", () => {
    // one rounding of the root, amplified L times, and L - 1 products: 2 L roundings of 2^-53
    for (const k of [1e-3, 1, 7, 1e6])
      for (const n of [1, 2, 7, 20]) {
        expect(Math.abs(shareOfK(k, n) ** n / k - 1)).toBeLessThan(2 * n * 2 ** -53 * 4);
      }
  });

  it("is k itself for one weight, and for none", () => {
    expect([shareOfK(5, 1), shareOfK(5, 0)]).toEqual([5, 5]);
  });
});
