import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { linearMap } from "@lipschitz-gan/core";
import { numbers, withoutLeak } from "../support/tensors.ts";

beforeEach(async () => {
  await tf.setBackend("cpu");
  tf.engine().startScope();
});
afterEach(() => {
  tf.engine().endScope();
});

describe("linearMap", () => {
  it("has the transposed matrix as its adjoint", () => {
    const a = tf.tensor2d([
      [1, 2],
      [3, 4],
      [5, 6],
    ]);
    const map = linearMap((x) => tf.matMul(x, a), [3]);
    expect(map.outputShape).toEqual([2]);
    expect(numbers(map.apply(tf.tensor2d([[1, 0, 2]])))).toEqual([11, 14]);
    expect(numbers(map.adjoint(tf.tensor2d([[1, -1]])))).toEqual([-1, -1, -1]);
  });

  it("takes a function that returns its argument, and returns a tensor of its own", () => {
    const map = linearMap((x) => x, [2]);
    const x = tf.tensor2d([[1, 2]]);
    map.apply(x).dispose();
    expect(numbers(x)).toEqual([1, 2]);
    expect(numbers(map.adjoint(x))).toEqual([1, 2]);
  });

  it("makes no trial call where it is told the shape of an output", () => {
    let calls = 0;
    const twice = (x: tf.Tensor): tf.Tensor => {
      calls++;
      return tf.mul(x, 2);
    };
    const map = linearMap(twice, [2], { outputShape: [2] });
    expect([calls, map.outputShape]).toEqual([0, [2]]);
    expect(numbers(map.apply(tf.tensor2d([[1, 2]])))).toEqual([2, 4]);
    expect(numbers(map.adjoint(tf.tensor2d([[1, 2]])))).toEqual([2, 4]);
    expect(() => map.adjoint(tf.ones([1, 3]))).toThrow("LinearMap.adjoint: expected shape [n, 2], received [1, 3]");
  });

  it("takes scalars as samples", () => {
    const map = linearMap((x) => tf.mul(x, 3), []);
    expect(numbers(map.adjoint(tf.tensor1d([1, 2])))).toEqual([3, 6]);
  });

  it("frees what it does not return", () => {
    withoutLeak(() => {
      const map = linearMap((x) => tf.mul(tf.add(x, x), 3), [2]);
      const x = tf.ones([1, 2]);
      const [y, z] = [map.apply(x), map.adjoint(x)];
      tf.dispose([x, y, z]);
    });
  });

  it("refuses tensors of another shape, and functions that lose the batch axis", () => {
    const map = linearMap((x) => x, [2]);
    expect(() => map.apply(tf.ones([2]))).toThrow("LinearMap.apply: expected shape [n, 2], received [2]");
    expect(() => map.adjoint(tf.ones([1, 3]))).toThrow("LinearMap.adjoint: expected shape [n, 2], received [1, 3]");
    expect(() => map.apply(tf.ones([1, 2, 1]))).toThrow(/received \[1, 2, 1\]/);
    expect(() => linearMap(() => tf.scalar(1), [3])).toThrow("linearMap: expected shape [1, ...outputShape]");
    expect(() => linearMap((x) => tf.sum(x, 0), [3])).toThrow(
      "linearMap: expected shape [1, ...outputShape] for one sample, received [3]",
    );
  });
});
