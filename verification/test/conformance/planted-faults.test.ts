import { startBackend } from "@lipschitz-gan/backend";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { runConformance } from "../../src/conformance/run-conformance.ts";
import { type Fault, withWrongKernel } from "./support/wrong-kernel.ts";

beforeAll(async () => {
  await startBackend("cpu");
});

/** The orders in which one case fails, with 20 instances from a fixed seed: whether a fault is seen is no matter of luck. */
async function failures(name: string): Promise<string[]> {
  const rows = await runConformance({ backend: "cpu", runs: 20, seed: 11, only: (one) => one === name });
  expect(rows.length).toBeGreaterThan(0);
  return rows.filter(({ holds }) => !holds).map(({ order }) => order);
}

const rotate = ({ values }: Fault, by: number) => {
  values.set(Array.from(values, (_, i) => values[(i + by) % values.length]!));
};
const scale = (factor: number, from = 0) => ({
  after: ({ values }: Fault) => {
    for (let i = from; i < values.length; i += 1) values[i]! *= factor;
  },
});

type Spoil = Parameters<typeof withWrongKernel>[1];

const faults: readonly [string, string, Spoil, string, readonly string[]][] = [
  [
    "whose gradient for a filter is shifted by one column",
    "Conv2DBackpropFilter",
    { after: (fault) => rotate(fault, fault.shape[2]! * fault.shape[3]!) },
    "conv2d",
    ["first", "second"],
  ],
  ["whose gradient for a picture has the wrong sign", "Conv2DBackpropInput", scale(-1), "conv2d", ["first", "second"]],
  [
    "that puts the odd pixel of same padding in front",
    "Conv2D",
    {
      attrs: ({ pad, ...rest }) =>
        pad === "same"
          ? {
              ...rest,
              pad: [
                [0, 0],
                [1, 0],
                [1, 0],
                [0, 0],
              ],
            }
          : { pad },
    },
    "conv2d",
    ["value"],
  ],
  [
    "that exchanges the first two output channels",
    "Conv2D",
    {
      after: ({ values, shape }) => {
        const channels = shape[3]!;
        for (let i = 0; i + 1 < values.length; i += channels) [values[i], values[i + 1]] = [values[i + 1]!, values[i]!];
      },
    },
    "conv2d, large",
    ["value"],
  ],
  [
    "that forgets the last output of a large convolution",
    "Conv2D",
    { after: ({ values }) => void (values.length > 1000 && (values[values.length - 1] = 0)) },
    "conv2d, large",
    ["value"],
  ],
  [
    "that reads a square right operand untransposed",
    "BatchMatMul",
    { attrs: ({ transposeB }) => ({ transposeB: transposeB === true ? false : transposeB }) },
    "a matrix times its own transpose",
    ["value"],
  ],
  ["whose leaky ReLU has the slope 0.2001", "LeakyRelu", { attrs: () => ({ alpha: 0.2001 }) }, "leakyRelu", ["value"]],
  [
    "that leaves out the bias of a fused convolution's last channel",
    "FusedConv2D",
    {
      after: ({ values, shape, operand }) => {
        const channels = shape[3]!;
        const bias = operand("bias")[channels - 1]!;
        for (let i = channels - 1; i < values.length; i += channels) values[i]! -= bias;
      },
    },
    "fused conv2d, bias and linear",
    ["value"],
  ],
  [
    "that does not accumulate the rows of one group",
    "UnsortedSegmentSum",
    {
      after: ({ values, shape, operand }) => {
        const columns = shape.slice(1).reduce((product, extent) => product * extent, 1);
        const [x, ids] = [operand("x"), operand("segmentIds")];
        for (const [row, id] of ids.entries()) values.set(x.subarray(row * columns, (row + 1) * columns), id * columns);
      },
    },
    "unsortedSegmentSum",
    ["value"],
  ],
  [
    "that divides an overhanging average by the whole window",
    "AvgPool",
    {
      after: ({ values, shape, attrs }) => {
        if (attrs["pad"] === "same" && shape[1]! > 1) values[values.length - 1]! *= 0.75;
      },
    },
    "avgPool",
    ["value"],
  ],
  [
    "whose sums are float16",
    "Sum",
    { after: ({ values }) => values.set(Array.from(values, (x) => Number(x.toPrecision(4)))) },
    "sum of real numbers",
    ["value"],
  ],
  [
    "that leaves out the last entry of a large sum",
    "Sum",
    {
      after: ({ values, operand }) => {
        const x = operand("x");
        if (x.length > 100_000) values[values.length - 1]! -= x[x.length - 1]!;
      },
    },
    "sum, large",
    ["value"],
  ],
  [
    "that is off by one in 2^22 in large products",
    "Multiply",
    scale(1 + 2 ** -22, 100_000),
    "mul, large",
    ["value", "first"],
  ],
  ["that skips the last entry of a large ReLU", "Relu", scale(0, 110_000), "relu, large", ["value"]],
  [
    "that turns NaN into 0",
    "Relu",
    { after: ({ values }) => values.set(Array.from(values, (x) => (Number.isNaN(x) ? 0 : x))) },
    "relu of special values",
    ["value"],
  ],
  [
    "that pads one row too late",
    "PadV2",
    { after: (fault) => rotate(fault, fault.values.length - 1) },
    "pad",
    ["value"],
  ],
  [
    "that transposes by the inverse permutation",
    "Transpose",
    {
      after: ({ values, inputShape, operand, attrs }) => {
        const perm = attrs["perm"] as number[];
        const inverse = perm.map((_, d) => perm.indexOf(d));
        const shape = inputShape("x");
        if (perm.some((p, d) => shape[p] !== shape[inverse[d]!])) return; // the shapes would tell
        const right = tf.tidy(() => tf.transpose(tf.tensor(operand("x").slice(), [...shape]), perm).shape);
        expect(right).toBeDefined();
        rotate({ values } as Fault, 1);
      },
    },
    "transpose",
    ["value", "first", "second"],
  ],
];

describe("the suite sees a backend", () => {
  it.each(faults)("%s", async (_, kernel, spoil, name, orders) => {
    const found = await withWrongKernel(kernel, spoil, () => failures(name));
    expect(found).toEqual(expect.arrayContaining([...orders]));
    expect(await failures(name)).toEqual([]);
  });

  it("whose gradient of tanh is right to first order only", async () => {
    const right = tf.getGradient("Tanh");
    tf.unregisterGradient("Tanh");
    // the result is saved as a number: what flows back into it is lost
    tf.registerGradient({
      kernelName: "Tanh",
      inputsToSave: ["x"],
      gradFunc: (dy, [x]) => ({
        x: () => {
          const y = tf.tensor(tf.tanh(x!).dataSync(), x!.shape);
          return tf.mul(dy as tf.Tensor, tf.sub(1, tf.square(y)));
        },
      }),
    });
    try {
      expect(await failures("tanh")).toEqual(["second"]);
    } finally {
      tf.unregisterGradient("Tanh");
      tf.registerGradient(right);
    }
    expect(await failures("tanh")).toEqual([]);
  });
});
