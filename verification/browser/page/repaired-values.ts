import * as tf from "@tensorflow/tfjs-core";

const INFINITE = [Infinity, -Infinity, 1, -1, 8];

/** A depthwise convolution of a row of four pixels with a window of two. */
function depthwise(row: number[], window: number[]): tf.Tensor {
  return tf.depthwiseConv2d(tf.tensor4d(row, [1, 1, 4, 1]), tf.tensor4d(window, [1, 2, 1, 1]), 1, "valid");
}

/** Operations that TensorFlow.js' WebGL backend has wrong by itself, on numbers whose results are known exactly. */
const operations: Readonly<Record<string, () => tf.Tensor>> = {
  "quotients of equals": () => tf.div([0, 5, 0, -3, Infinity, -2], [0, 5, 2, 0, Infinity, -2]),
  "quotient of scalars": () => tf.div(tf.scalar(0), tf.scalar(0)),
  "largest of very negative": () => tf.max(tf.mul(tf.ones([2, 70]), -(2 ** 100)), 1),
  "smallest of very large": () => tf.min(tf.mul(tf.ones([2, 70]), 2 ** 100), 1),
  "largest of nothing but -∞": () => tf.max([-Infinity, -Infinity]),
  "largest in windows": () => tf.maxPool(tf.mul<tf.Tensor4D>(tf.ones([1, 3, 3, 1]), -(2 ** 100)), 2, 2, "same"),
  "sum that cancels": () => depthwise([1, 1, 0, 0], [1, -1]),
  "sum of small numbers": () => depthwise([2 ** -60, 2 ** -62, 0, 0], [1, 2]),
  relu: () => tf.relu(INFINITE),
  relu6: () => tf.relu6(INFINITE),
  "leaky relu": () => tf.leakyRelu(INFINITE, 0.5),
  "parametric relu": () => tf.prelu(INFINITE, tf.scalar(0.5)),
  "stacks that are broadcast": () =>
    tf.matMul(tf.tensor([1, 2], [2, 1, 1, 1]), tf.tensor([1, 10, 100, 1000, 10_000, 100_000], [2, 3, 1, 1])),
  "stacks that are broadcast, both": () =>
    tf.matMul(tf.tensor([1, 2], [2, 1, 1, 1]), tf.tensor([1, 10, 100], [3, 1, 1])),
  "a long row beside a stack": () => tf.matMul(tf.ones([1, 1, 2000]), tf.ones([3, 2000, 1])),
  "no inner axis": () => tf.matMul(tf.zeros([2, 0]), tf.zeros([0, 3])),
  "no inner axis, transposed": () => tf.matMul(tf.zeros([0, 2]), tf.zeros([3, 0]), true, true),
  "no inner axis, with a bias": () =>
    tf.fused.matMul({ a: tf.zeros([2, 0]), b: tf.zeros([0, 3]), bias: tf.tensor([-1, 0, 1]), activation: "relu" }),
  "no rows": () => tf.matMul(tf.zeros([0, 2]), tf.zeros([3, 2, 4])),
  "sum of nothing": () => tf.sum(tf.zeros([0, 3]), 0),
  "sum of nothing, both axes": () => tf.sum(tf.zeros([0, 3])),
  "sums of no rows": () => tf.sum(tf.zeros([0, 3]), 1, true),
  "product of nothing": () => tf.prod(tf.zeros([2, 0]), 1),
  "largest of nothing": () => tf.max(tf.zeros([2, 0]), 1),
  "smallest of nothing": () => tf.min(tf.zeros([0])),
  epsilon: () => tf.scalar(tf.backend().epsilon()),
};

/**
 * Runs them on the backend that runs.
 *
 * @returns shape and numbers by name, as text, since JSON knows neither NaN nor infinity
 * @internal
 */
export async function repairedValues(): Promise<Readonly<Record<string, string>>> {
  const values: Record<string, string> = {};
  for (const [name, operation] of Object.entries(operations)) {
    const result = tf.tidy(operation);
    values[name] = `[${result.shape.join(", ")}]: ${[...(await result.data())].join(", ")}`;
    result.dispose();
  }
  return values;
}
