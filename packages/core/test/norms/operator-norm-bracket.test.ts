import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { operatorNormBracket } from "@lipschitz-gan/certificates";
import { createRng } from "@lipschitz-gan/core";
import { changed, normals } from "../linear-maps/support/layer-cases.ts";
import {
  type Axis,
  convolution,
  depthwise,
  transposed,
  transposedConvolution,
} from "../linear-maps/support/naive-layers.ts";
import { norm, slack } from "./support/norm.ts";

interface Drawn {
  readonly axes: readonly Axis[];
  readonly padding: "valid" | "same";
  readonly inputs: number;
  readonly outputs: number;
  readonly kernel: "normal" | "one tap" | "corner tap" | "constant";
  readonly seed: number;
}

const axis = (): fc.Arbitrary<Axis> =>
  fc.record({
    size: fc.integer({ min: 1, max: 7 }),
    kernel: fc.integer({ min: 1, max: 4 }),
    stride: fc.integer({ min: 1, max: 4 }),
    dilation: fc.integer({ min: 1, max: 3 }),
  });

const drawn = (): fc.Arbitrary<Drawn> =>
  fc
    .record({
      axes: fc.array(axis(), { minLength: 1, maxLength: 2 }),
      padding: fc.constantFrom("valid" as const, "same" as const),
      inputs: fc.integer({ min: 1, max: 2 }),
      outputs: fc.integer({ min: 1, max: 4 }),
      kernel: fc.constantFrom("normal" as const, "one tap" as const, "corner tap" as const, "constant" as const),
      seed: fc.nat(1e6),
    })
    .filter(({ axes, padding }) => padding === "same" || axes.every((a) => (a.kernel - 1) * a.dilation < a.size));

const geometryOf = ({ axes, padding }: Pick<Drawn, "axes" | "padding">) => ({
  kernelSize: axes.map(({ kernel }) => kernel),
  strides: axes.map(({ stride }) => stride),
  dilations: axes.map(({ dilation }) => dilation),
  padding,
});

/** A kernel [...window, a, b], flattened. */
function kernelOf({ axes, kernel, seed }: Drawn, channels: number): number[] {
  const taps = axes.reduce((n, { kernel: size }) => n * size, 1);
  const values = normals(createRng(seed).stream("kernel"), taps * channels);
  const tap = kernel === "one tap" ? seed % taps : 0;
  return values.map((x, i) => {
    if (kernel === "constant") return 1;
    return kernel === "normal" || Math.floor(i / channels) === tap ? x : 0;
  });
}

/** Rows of a kernel [...window, a, b] as the matrix b x (window · a). */
const reshaped = (kernel: readonly number[], b: number): number[][] =>
  Array.from({ length: b }, (_, j) => kernel.filter((__, i) => i % b === j));

describe("operatorNormBracket", () => {
  it("has both ends attained", () => {
    // A kernel with one tap moves the image; the kernel with output (a, b) at tap (a, b) repeats it nine times.
    const axes = [5, 5].map((size) => ({ size, kernel: 3, stride: 1, dilation: 1 }));
    const one = convolution(axes, "valid", [1, 1], [0, 0, 0, 0, 1, 0, 0, 0, 0]);
    const shift = Array.from({ length: 81 }, (_, i) => (Math.floor(i / 9) === i % 9 ? 1 : 0));
    const all = convolution(axes, "same", [1, 9], shift);
    expect(norm(one.matrix)).toBeCloseTo(1, 12);
    expect(norm(all.matrix)).toBeCloseTo(3, 12);
    expect(norm(reshaped(shift, 9))).toBeCloseTo(1, 12);
    const geometry = { reshapedNorm: 1, ...geometryOf({ axes, padding: "same" }) };
    expect(operatorNormBracket({ ...geometry, inputSize: [5, 5] })).toEqual({ lower: 1, upper: 3 });
  });

  it("has no lower end where no window lies wholly inside", () => {
    // Only the centre tap meets a picture of one entry, and it is zero.
    const axes = [{ size: 1, kernel: 3, stride: 1, dilation: 1 }];
    expect(norm(convolution(axes, "same", [1, 1], [5, 0, 5]).matrix)).toBe(0);
    const geometry = { reshapedNorm: Math.sqrt(50), ...geometryOf({ axes, padding: "same" }) };
    expect(operatorNormBracket({ ...geometry, inputSize: [1] }).lower).toBe(0);
    expect(operatorNormBracket(geometry).lower).toBe(0);
  });

  it("encloses the norm of every convolution", () => {
    fc.assert(
      fc.property(drawn(), (wanted) => {
        const { axes, padding, inputs, outputs } = wanted;
        const kernel = kernelOf(wanted, inputs * outputs);
        const { matrix } = convolution(axes, padding, [inputs, outputs], kernel);
        const small = reshaped(kernel, outputs);
        const geometry = { reshapedNorm: norm(small), ...geometryOf(wanted) };
        const sized = operatorNormBracket({ ...geometry, inputSize: axes.map(({ size }) => size) });
        const anySize = operatorNormBracket(geometry);
        const actual = norm(matrix);
        const error = slack(matrix) + slack(small);
        expect(actual).toBeLessThanOrEqual(sized.upper * (1 + error));
        expect(actual).toBeGreaterThanOrEqual(sized.lower * (1 - error));
        expect(sized.upper).toBeLessThanOrEqual(anySize.upper);
        expect(sized.lower).toBeGreaterThanOrEqual(anySize.lower);
      }),
      { numRuns: 300 },
    );
  });

  it("encloses the norm of a transposed convolution, with the norm of its adjoint's matrix and the output's size", () => {
    fc.assert(
      fc.property(drawn(), (wanted) => {
        const { padding, inputs, outputs } = wanted;
        const axes = wanted.axes.map((a) => changed(a, { dilation: 1 }));
        const kernel = kernelOf(wanted, outputs * inputs); // [...window, out, in]
        const { matrix, outputShape } = transposedConvolution(axes, padding, [inputs, outputs], kernel);
        const small = reshaped(kernel, inputs);
        const { lower, upper } = operatorNormBracket({
          reshapedNorm: norm(small),
          ...geometryOf({ axes, padding }),
          inputSize: outputShape.slice(0, -1),
        });
        const error = slack(matrix) + slack(small);
        expect(norm(matrix)).toBeLessThanOrEqual(upper * (1 + error));
        expect(norm(matrix)).toBeGreaterThanOrEqual(lower * (1 - error));
        expect(outputShape.slice(0, -1).length).toBe(axes.length);
      }),
    );
  });

  it("encloses the norm of a depthwise convolution, with the largest norm of its channels", () => {
    fc.assert(
      fc.property(drawn(), (wanted) => {
        const { axes, padding, inputs, outputs } = wanted;
        const kernel = kernelOf(wanted, inputs * outputs); // [...window, in, multiplier]
        const { matrix } = depthwise(axes, padding, [inputs, outputs], kernel);
        const channels = Array.from({ length: inputs }, (_, c) =>
          transposed(
            reshaped(
              kernel.filter((__, i) => Math.floor(i / outputs) % inputs === c),
              outputs,
            ),
          ),
        );
        const { lower, upper } = operatorNormBracket({
          reshapedNorm: Math.max(...channels.map(norm)),
          ...geometryOf(wanted),
          inputSize: axes.map(({ size }) => size),
        });
        const error = slack(matrix) + slack(channels[0] ?? []);
        expect(norm(matrix)).toBeLessThanOrEqual(upper * (1 + error));
        expect(norm(matrix)).toBeGreaterThanOrEqual(lower * (1 - error));
      }),
    );
  });

  it("has a lower end without a size only where nothing is padded", () => {
    const geometry = { reshapedNorm: 2, kernelSize: [3], strides: [1] };
    expect(operatorNormBracket(geometry).lower).toBe(2);
    expect(operatorNormBracket({ ...geometry, padding: "valid" }).lower).toBe(2);
    expect(operatorNormBracket({ ...geometry, padding: "same" }).lower).toBe(0);
  });

  it("is zero where all taps fall into the padding", () => {
    // Taps at -1 and 1 of a picture with the one entry 0.
    const axes = [{ size: 1, kernel: 2, stride: 1, dilation: 2 }];
    expect(norm(convolution(axes, "same", [1, 1], [3, 4]).matrix)).toBe(0);
    const geometry = { reshapedNorm: 5, ...geometryOf({ axes, padding: "same" }), inputSize: [1] };
    expect(operatorNormBracket(geometry)).toEqual({ lower: 0, upper: 0 });
  });

  it("is zero for a zero kernel", () => {
    expect(operatorNormBracket({ reshapedNorm: 0, kernelSize: [3], strides: [1] })).toEqual({ lower: 0, upper: 0 });
  });

  it.each([Number.NaN, Infinity, -1])("refuses the norm %d", (bad) => {
    expect(() => operatorNormBracket({ reshapedNorm: bad, kernelSize: [3], strides: [1] })).toThrow(
      `operatorNormBracket: reshapedNorm must be a finite number >= 0, received ${bad}`,
    );
  });

  it("refuses lists that do not fit, and windows that do not", () => {
    const geometry = { reshapedNorm: 1, kernelSize: [3, 3], strides: [1, 1] };
    expect(() => operatorNormBracket({ ...geometry, strides: [1] })).toThrow(/strides must have 2 entries, received 1/);
    expect(() => operatorNormBracket({ ...geometry, inputSize: [5, 2] })).toThrow(
      /must fit into inputSize, received 2/,
    );
    expect(() => operatorNormBracket({ ...geometry, inputSize: [5, 0] })).toThrow(/inputSize must be an integer >= 1/);
    expect(() => operatorNormBracket({ ...geometry, dilations: [1, 0] })).toThrow(/dilation must be an integer >= 1/);
  });
});
