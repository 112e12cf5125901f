import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import * as fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { windowKernels, withExactWindows } from "../../src/libtensorflow-kernels/exact-windows.ts";

// libtensorflow may not be here, and the JavaScript backend takes paddings in numbers by itself: each kernel of it that
// is composed of itself without padding is compared with itself as it was.

let stock: readonly tf.KernelConfig[] = [];
beforeEach(async () => {
  await tf.setBackend("cpu");
  stock = windowKernels.map((name) => tf.getKernel(name, "cpu"));
});
afterEach(() => {
  stock.forEach(replace);
});

function replace(config: tf.KernelConfig): void {
  tf.unregisterKernel(config.kernelName, "cpu");
  tf.registerKernel(config);
}

/** Refuses paddings in numbers and sees no window that does not fit, as libtensorflow's JavaScript side does. */
function refusing(config: tf.KernelConfig): tf.KernelConfig {
  return {
    ...config,
    kernelFunc: (call) => {
      const { pad } = call.attrs as unknown as { pad: unknown };
      if (typeof pad !== "string") throw new Error(`only 'valid' and 'same' padding`);
      return config.kernelFunc(call);
    },
  };
}

interface Case {
  readonly size: readonly [number, number];
  readonly taps: number;
  readonly strides: number;
  readonly dilations: number;
  readonly pad: number | [[0, 0], [number, number], [number, number], [0, 0]];
  readonly rounding: "floor" | "round" | "ceil" | undefined;
  readonly seed: number;
}

const side = fc.integer({ min: 2, max: 7 });
const margin = fc.tuple(fc.integer({ min: 0, max: 2 }), fc.integer({ min: 0, max: 2 }));

/** Square windows, as TensorFlow.js works out both sides of the output from a window's height. */
const cases: fc.Arbitrary<Case> = fc
  .record({
    size: fc.tuple(side, side),
    taps: fc.integer({ min: 1, max: 4 }),
    // TensorFlow.js refuses strides and dilations together.
    steps: fc.constantFrom(
      { strides: 1, dilations: 1 },
      { strides: 1, dilations: 2 },
      { strides: 2, dilations: 1 },
      { strides: 3, dilations: 1 },
    ),
    // It rounds only where one number is the padding.
    padding: fc.oneof(
      fc.record({
        pad: fc.integer({ min: 0, max: 2 }),
        rounding: fc.constantFrom<Case["rounding"]>("floor", "round", "ceil", undefined),
      }),
      fc.tuple(margin, margin).map(([h, w]): Pick<Case, "pad" | "rounding"> => ({
        pad: [[0, 0], h, w, [0, 0]],
        rounding: undefined,
      })),
    ),
    seed: fc.integer({ min: 0, max: 1e6 }),
  })
  .map(({ size, taps, steps, padding, seed }): Case => Object.assign({ size, taps, seed }, steps, padding))
  .filter(({ size, taps, dilations }) => (taps - 1) * dilations + 1 <= Math.min(...size));

/** Integers of at most 4: their products and sums are exact in float32, so that both orders of summation agree. */
function integers(shape: readonly number[], seed: number): tf.Tensor {
  const length = shape.reduce((product, n) => product * n, 1);
  const values = Array.from({ length }, (_, i) => ((i * 7919 + seed * 104_729) % 9) - 4);
  return tf.tensor(values, [...shape]);
}

type Kernel = (given: Case) => tf.Tensor;

const run = (kernel: string, inputs: tf.NamedTensorMap, attrs: object): tf.Tensor =>
  tf.engine().runKernel<tf.Tensor>(kernel, inputs, attrs as tf.NamedAttrMap);

const geometry = ({ strides, dilations, pad, rounding }: Case): tf.NamedAttrMap => ({
  strides,
  pad,
  dilations,
  dimRoundingMode: rounding as string,
  dataFormat: "NHWC",
});

/** Without dilation, which these kernels do not take. */
const undilated = (given: Case): Case => ({ ...given, dilations: 1 });
/** With the number of outputs that rounding down gives, as gradients are told no rounding. */
const floored = (given: Case): Case => ({ ...given, rounding: undefined });

const image = ({ size, seed }: Case): tf.Tensor => integers([2, ...size, 2], seed);
const filterOf = ({ taps, seed }: Case): tf.Tensor => integers([taps, taps, 2, 3], seed + 1);

const kernels: Readonly<Record<string, Kernel>> = {
  Conv2D: (given) => run(tf.Conv2D, { x: image(given), filter: filterOf(given) }, geometry(given)),
  FusedConv2D: (given) =>
    run(
      tf.FusedConv2D,
      { x: image(given), filter: filterOf(given), bias: integers([3], given.seed) },
      { ...geometry(given), activation: "relu" },
    ),
  DepthwiseConv2dNative: (given) =>
    run(tf.DepthwiseConv2dNative, { x: image(given), filter: filterOf(given) }, geometry(given)),
  FusedDepthwiseConv2D: (given) =>
    run(
      tf.FusedDepthwiseConv2D,
      { x: image(given), filter: filterOf(given), bias: integers([6], given.seed) },
      { ...geometry(given), activation: "relu" },
    ),
  Conv2DBackpropFilter: (drawn) => {
    const given = floored(undilated(drawn));
    const dy = run(tf.Conv2D, { x: image(given), filter: filterOf(given) }, geometry(given));
    return run(
      tf.Conv2DBackpropFilter,
      { x: image(given), dy: integers(dy.shape, given.seed + 2) },
      { ...geometry(given), filterShape: filterOf(given).shape },
    );
  },
  Conv2DBackpropInput: (drawn) => {
    const given = floored(undilated(drawn));
    const dy = run(tf.Conv2D, { x: image(given), filter: filterOf(given) }, geometry(given));
    return run(
      tf.Conv2DBackpropInput,
      { dy: integers(dy.shape, given.seed + 2), filter: filterOf(given) },
      { ...geometry(given), inputShape: image(given).shape },
    );
  },
  DepthwiseConv2dNativeBackpropFilter: (drawn) => {
    const given = floored(drawn);
    const dy = run(tf.DepthwiseConv2dNative, { x: image(given), filter: filterOf(given) }, geometry(given));
    return run(
      tf.DepthwiseConv2dNativeBackpropFilter,
      { x: image(given), dy: integers(dy.shape, given.seed + 2) },
      { ...geometry(given), filterShape: filterOf(given).shape },
    );
  },
  DepthwiseConv2dNativeBackpropInput: (drawn) => {
    const given = floored(drawn);
    const dy = run(tf.DepthwiseConv2dNative, { x: image(given), filter: filterOf(given) }, geometry(given));
    return run(
      tf.DepthwiseConv2dNativeBackpropInput,
      { dy: integers(dy.shape, given.seed + 2), filter: filterOf(given) },
      { ...geometry(given), inputShape: image(given).shape },
    );
  },
  MaxPool: (given) => run(tf.MaxPool, { x: image(given) }, { ...geometry(given), filterSize: given.taps }),
  MaxPoolGrad: (given) => {
    const attrs = { ...geometry(given), filterSize: given.taps };
    const output = run(tf.MaxPool, { x: image(given) }, attrs);
    const dy = integers(output.shape, given.seed + 2);
    return run(tf.MaxPoolGrad, { dy, input: image(given), output }, attrs);
  },
  AvgPool: (given) => run(tf.AvgPool, { x: image(given) }, { ...geometry(given), filterSize: given.taps }),
};

/** A mean of at most 16 integers: each side divides, multiplies and adds a few times, and no value exceeds 4. */
const MEAN_TOLERANCE = 8 * 4 * 2 ** -24;

/** Whether each window of a pooling has a pixel; a maximum or a mean of none is no number that anybody has defined. */
function meetsPixels({ size, taps, strides, pad }: Case, outShape: readonly number[]): boolean {
  return size.every((pixels, axis) => {
    const before = typeof pad === "number" ? pad : Number(pad[axis + 1]?.[0]);
    return before < taps && (Number(outShape[axis + 1]) - 1) * strides - before < pixels;
  });
}

/** ⟨a, b⟩ in float64. */
function pairing(a: tf.Tensor, b: tf.Tensor): number {
  const other = b.dataSync();
  return [...a.dataSync()].reduce((sum, value, i) => sum + value * Number(other[i]), 0);
}

describe("withExactWindows", () => {
  it.each(Object.keys(kernels))("%s with padding in numbers is what it was, for all geometries", (name) => {
    fc.assert(
      fc.property(cases, (given) => {
        const kernel = kernels[name] as Kernel;
        tf.tidy(() => {
          stock.forEach(replace);
          const expected = kernel(given);
          fc.pre(
            !name.includes("Pool") ||
              meetsPixels(
                given,
                run(tf.MaxPool, { x: image(given) }, { ...geometry(given), filterSize: given.taps }).shape,
              ),
          );
          stock.forEach((config) => replace(withExactWindows(refusing(config))));
          const composed = kernel(given);
          expect(composed.shape).toEqual(expected.shape);
          const [a, b] = [composed.dataSync(), expected.dataSync()];
          const allowed = name === "AvgPool" ? MEAN_TOLERANCE : 0;
          for (let i = 0; i < b.length; i += 1) {
            expect(Math.abs(Number(a[i]) - Number(b[i]))).toBeLessThanOrEqual(allowed);
          }
        });
      }),
    );
  });

  it("AvgPoolGrad is the adjoint of AvgPool: ⟨AvgPool x, dy⟩ = ⟨x, AvgPoolGrad dy⟩, for all geometries", () => {
    // Not compared with the kernel as it was: over padding that is not the gradient of its own forward kernel.
    stock.forEach((config) => replace(withExactWindows(refusing(config))));
    fc.assert(
      fc.property(cases.map(floored), (given) => {
        tf.tidy(() => {
          const attrs = { ...geometry(given), filterSize: given.taps };
          const x = image(given);
          const y = run(tf.AvgPool, { x }, attrs);
          fc.pre(meetsPixels(given, y.shape));
          const dy = integers(y.shape, given.seed + 2);
          const dx = run(tf.AvgPoolGrad, { dy, input: x }, attrs);
          // An entry of y or dx is a sum of at most 16 terms, each rounded in a few divisions: 24 roundings. Terms of a sum
          // may cancel: with |x|, |dy| <= 4, those behind an entry of dx are at most 4 for each of its at most 16 windows.
          const magnitude = 4 * 4 * (y.size + 16 * x.size);
          expect(Math.abs(pairing(y, dy) - pairing(x, dx))).toBeLessThanOrEqual(24 * 2 ** -24 * magnitude);
        });
      }),
    );
  });

  it("gives an empty result where no window fits, and zeros for gradients, without running the kernel", () => {
    stock.forEach((config) =>
      replace(
        withExactWindows({
          ...config,
          kernelFunc: () => {
            throw new Error("the process would end");
          },
        }),
      ),
    );
    const attrs = { strides: 1, pad: "valid", dataFormat: "NHWC", filterSize: 3 };
    const x = tf.ones([1, 4, 2, 1]);
    const filter = tf.ones([3, 3, 1, 1]);
    const empty = tf.zeros([1, 2, 0, 1]);
    const shapes = [
      run(tf.Conv2D, { x, filter }, { ...attrs, dilations: 1 }),
      run(tf.AvgPool, { x }, attrs),
      run(tf.MaxPool, { x }, attrs),
      run(tf.AvgPoolGrad, { dy: empty, input: x }, attrs),
      run(tf.MaxPoolGrad, { dy: empty, input: x, output: empty }, attrs),
      run(tf.Conv2DBackpropInput, { dy: empty, filter }, { ...attrs, inputShape: x.shape }),
      run(tf.Conv2DBackpropFilter, { x, dy: empty }, { ...attrs, filterShape: filter.shape }),
    ].map(({ shape }) => shape);
    const out = [1, 2, 0, 1];
    expect(shapes).toEqual([out, out, out, x.shape, x.shape, x.shape, filter.shape]);
  });

  it("leaves paddings by name and channels first to the kernel", () => {
    replace(withExactWindows(tf.getKernel(tf.MaxPool, "cpu")));
    const x = tf.tensor4d([1, 5, 2, 3], [1, 2, 2, 1]);
    expect([...tf.maxPool(x, 2, 1, "same").dataSync()]).toEqual([5, 5, 3, 3]);
  });

  it("keeps no tensors", () => {
    stock.forEach((config) => replace(withExactWindows(config)));
    const given: Case = { size: [5, 4], taps: 3, strides: 2, dilations: 1, pad: 1, rounding: undefined, seed: 3 };
    const before = tf.memory().numTensors;
    for (const kernel of Object.values(kernels)) tf.tidy(() => void kernel(given));
    const x = tf.ones<tf.Rank.R4>([1, 5, 4, 1]);
    const y = tf.maxPool(x, 3, 2, 1);
    expect(tf.memory().numTensors).toBe(before + 2);
    tf.dispose([x, y]);
  });

  it("refuses a kernel that it has no composition for", () => {
    expect(() => withExactWindows(tf.getKernel("Abs", "cpu"))).toThrow("withExactWindows: no composition for Abs");
  });
});
