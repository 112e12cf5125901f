import { startBackend } from "@lipschitz-gan/backend";
import * as tf from "@tensorflow/tfjs-core";
import * as tfl from "@tensorflow/tfjs-layers";
import * as fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { kernelCase, type KernelCase, kernelOf } from "../../src/arbitraries/kernel-case.ts";
import { transposed } from "../../src/arbitraries/rows.ts";
import { explicitMatrixOf } from "../../src/oracles/explicit-matrix-of.ts";
import { explicitOperator } from "../../src/oracles/explicit-operator.ts";
import { svd } from "../../src/oracles/svd.ts";

beforeAll(async () => {
  await startBackend("cpu");
});

const plain: KernelCase = {
  kind: "conv",
  window: [1, 2],
  stride: 1,
  dilation: 1,
  padding: "valid",
  image: [1, 3],
  groups: 1,
  inputs: 1,
  outputs: 1,
  entries: { integers: [2, -1] },
};

/** The operation of a case on a batch, by TensorFlow.js. */
function convolve(given: KernelCase, outputShape: readonly number[], batch: tf.Tensor): tf.Tensor {
  const { kind, stride, dilation, padding, groups } = given;
  const { shape, values } = kernelOf(given);
  const kernel: tf.Tensor4D = tf.tensor4d(values, [...shape]);
  const images = batch as tf.Tensor4D; // explicitMatrixOf makes a batch of images
  const full = [batch.shape[0] ?? 0, ...outputShape] as [number, number, number, number]; // images, too
  switch (kind) {
    case "conv-transpose":
      return tf.conv2dTranspose(images, kernel, full, stride, padding);
    case "depthwise":
      return tf.depthwiseConv2d(images, kernel, stride, padding, "NHWC", dilation);
    case "grouped": {
      const kernels: tf.Tensor4D[] = tf.split(kernel, groups, 3);
      const parts: tf.Tensor4D[] = tf.split(images, groups, 3);
      const results = parts.map((part, i) => tf.conv2d(part, kernels[i] ?? kernel, stride, padding, "NHWC", dilation));
      return tf.concat(results, 3);
    }
    default: // conv
      return tf.conv2d(images, kernel, stride, padding, "NHWC", dilation);
  }
}

describe("explicitOperator", () => {
  it("is the band matrix that is written down by hand", () => {
    expect(explicitOperator(plain).matrix).toEqual([
      [2, -1, 0],
      [0, 2, -1],
    ]);
    // One place is missing; half of it rounded down is none before the image.
    expect(explicitOperator({ ...plain, padding: "same" }).matrix).toEqual([
      [2, -1, 0],
      [0, 2, -1],
      [0, 0, 2],
    ]);
    expect(explicitOperator({ ...plain, padding: "same", stride: 2 }).matrix).toEqual([
      [2, -1, 0],
      [0, 0, 2],
    ]);
    expect(explicitOperator({ ...plain, dilation: 2 }).matrix).toEqual([[2, 0, -1]]);
    expect(explicitOperator({ ...plain, kind: "conv-transpose", image: [1, 2] })).toEqual({
      matrix: [
        [2, 0],
        [-1, 2],
        [0, -1],
      ],
      inputShape: [1, 2, 1],
      outputShape: [1, 3, 1],
    });
  });

  it("has the norms that are known: one tap is an identity, a box blurs ones onto ones", () => {
    const identity = { ...plain, window: [1, 1], image: [3, 4], entries: { integers: [-3] } } as const;
    expect(svd(explicitOperator(identity).matrix).sigmas).toEqual(Array.from({ length: 12 }, () => 3));
    // Windows that tile the image side by side are orthogonal rows, each of norm √4.
    const tiles = { ...plain, window: [2, 2], image: [4, 4], stride: 2, entries: { integers: [1] } } as const;
    for (const sigma of svd(explicitOperator(tiles).matrix).sigmas) expect(sigma).toBeCloseTo(2, 14);
  });

  it("is the matrix that TensorFlow.js computes from unit vectors, to the last bit, for all kernels", async () => {
    await fc.assert(
      fc.asyncProperty(kernelCase({ maxImage: 5, maxChannels: 3 }), async (given) => {
        const { matrix, inputShape, outputShape } = explicitOperator(given);
        const before = tf.memory().numTensors;
        // Each output is one entry of the kernel times 1, and zeros: there is nothing to round.
        const found = await explicitMatrixOf({
          inputShape,
          outputShape,
          apply: (batch) => convolve(given, outputShape, batch),
        });
        expect(tf.memory().numTensors).toBe(before);
        const entries = matrix.flat();
        expect(found.flat().filter((x, i) => x !== entries[i])).toEqual([]); // -0 is 0
        expect([found.length, found[0]?.length]).toEqual([matrix.length, matrix[0]?.length]);
      }),
    );
  });

  it("gives a transposed convolution the size that its layer in TensorFlow.js gives, for all kernels", () => {
    fc.assert(
      fc.property(kernelCase({ kinds: ["conv-transpose"] }), (given) => {
        const { inputShape, outputShape } = explicitOperator(given);
        const { outputs, window, stride, padding } = given;
        const layer = tfl.layers.conv2dTranspose({
          filters: outputs,
          kernelSize: [...window],
          strides: stride,
          padding,
        });
        expect(layer.computeOutputShape([null, ...inputShape])).toEqual([null, ...outputShape]);
      }),
    );
  });

  it("makes a transposed convolution the transpose of the convolution with the same kernel, for all of them", () => {
    fc.assert(
      fc.property(kernelCase({ kinds: ["conv-transpose"], maxImage: 4, maxChannels: 3 }), (given) => {
        const { matrix, outputShape } = explicitOperator(given);
        const image = [outputShape[0], outputShape[1]] as const;
        const backwards = explicitOperator({
          ...given,
          kind: "conv",
          image,
          inputs: given.outputs,
          outputs: given.inputs,
        });
        expect(transposed(backwards.matrix)).toEqual(matrix);
      }),
    );
  });
});

describe("explicitMatrixOf", () => {
  it("keeps rows for outputs", async () => {
    const kernel = tf.tensor2d([1, 2, 3, 4, 5, 6], [2, 3]);
    const matrix = await explicitMatrixOf({
      inputShape: [2],
      outputShape: [3],
      apply: (batch) => tf.matMul(batch, kernel),
    });
    kernel.dispose();
    expect(matrix).toEqual([[1, 4], [2, 5], [3, 6]]); // prettier-ignore
  });

  it("rejects a map of another shape, and frees its output", async () => {
    const before = tf.memory().numTensors;
    await expect(explicitMatrixOf({ inputShape: [2], outputShape: [3], apply: (x) => tf.clone(x) })).rejects.toThrow(
      "output must have shape [2, 3], received [2, 2]",
    );
    expect(tf.memory().numTensors).toBe(before);
  });
});
