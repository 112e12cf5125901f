import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  averagePoolingNorm,
  globalAveragePoolingNorm,
  maxPoolingLipschitz,
  type PoolingWindow,
  upSamplingNorm,
} from "@lipschitz-gan/certificates";
import { createRng } from "@lipschitz-gan/core";
import { averagePooling, bilinear, gather, indices } from "../linear-maps/support/naive-layers.ts";
import { norm, slack } from "./support/norm.ts";

type Full = Required<PoolingWindow>;

const windows = (largest: number): fc.Arbitrary<Full[]> =>
  fc
    .record({
      axes: fc.array(
        fc.record({
          inputSize: fc.integer({ min: 1, max: largest }),
          poolSize: fc.integer({ min: 1, max: 5 }),
          stride: fc.integer({ min: 1, max: 4 }),
        }),
        { minLength: 1, maxLength: 2 },
      ),
      padding: fc.constantFrom("valid" as const, "same" as const),
    })
    .map(({ axes, padding }) =>
      axes.map((axis) => ({ ...axis, inputSize: Math.max(axis.inputSize, axis.poolSize), padding })),
    );

const naive = (axes: readonly Full[]) =>
  averagePooling(
    axes.map(({ inputSize, poolSize, stride }) => ({ size: inputSize, kernel: poolSize, stride, dilation: 1 })),
    axes[0]?.padding ?? "valid",
    1,
  );

const pool = (x: readonly number[], axes: readonly Full[]): number[] =>
  naive(axes).matrix.map((row) => Math.max(...row.map((weight, j) => (weight > 0 ? (x[j] ?? 0) : -Infinity))));
const distance = (a: readonly number[], b: readonly number[]): number =>
  Math.sqrt(a.reduce((sum, value, i) => sum + (value - (b[i] ?? 0)) ** 2, 0));

describe("averagePoolingNorm", () => {
  it("is above 1 where windows at the border weigh more", () => {
    const axes = [{ inputSize: 8, poolSize: 3, stride: 1, padding: "same" as const }];
    expect(averagePoolingNorm(axes)).toBeCloseTo(norm(naive(axes).matrix), 10);
    expect(averagePoolingNorm(axes)).toBeGreaterThan(1.0072);
  });

  it("is the norm of the averaging matrix, rounded up, for all windows", () => {
    fc.assert(
      fc.property(windows(9), (axes) => {
        const { matrix } = naive(axes);
        const bound = averagePoolingNorm(axes);
        expect(bound).toBeGreaterThanOrEqual(norm(matrix) * (1 - slack(matrix)));
        // 300 rounds of power iteration bring the bound down to the norm unless windows overlap on a long axis.
        expect(bound).toBeLessThanOrEqual(norm(matrix) * (1 + 1e-9));
      }),
    );
  });

  it("takes long axes", () => {
    const axis = { inputSize: 20_000, poolSize: 4, stride: 2 };
    const bound = averagePoolingNorm([axis]);
    expect(bound).toBeLessThanOrEqual(Math.SQRT1_2 * (1 + 1e-12)); // Schur's test: rows sum to 1, columns to 1/2 at most
    expect(bound).toBeGreaterThan(Math.SQRT1_2 * (1 - 1e-3));
  });
});

describe("maxPoolingLipschitz", () => {
  it("is attained by raising one entry that leads everywhere, and exceeded by no pair", () => {
    fc.assert(
      fc.property(windows(7), fc.nat(1e6), (axes, seed) => {
        const constant = maxPoolingLipschitz(axes);
        const n = axes.reduce((product, { inputSize }) => product * inputSize, 1);
        const zero = Array.from({ length: n }, () => 0);
        const raised = indices([n]).map(([i = 0]) =>
          distance(
            pool(
              zero.map((_, j) => (i === j ? 1 : 0)),
              axes,
            ),
            pool(zero, axes),
          ),
        );
        expect(Math.max(...raised)).toBeCloseTo(constant, 12);
        const random = createRng(seed).stream("x");
        const [x, y] = [zero.map(() => random.normal()), zero.map(() => random.normal())];
        expect(distance(pool(x, axes), pool(y, axes))).toBeLessThanOrEqual(
          constant * distance(x, y) * (1 + n * 2 ** -52),
        );
      }),
    );
  });

  it("refuses windows that do not fit", () => {
    expect(() => maxPoolingLipschitz([{ inputSize: 2, poolSize: 3 }])).toThrow(
      "maxPoolingLipschitz: poolSize must be at most inputSize 2, received 3",
    );
    expect(() => averagePoolingNorm([{ inputSize: 2.5, poolSize: 3 }])).toThrow(
      "averagePoolingNorm: inputSize must be an integer >= 1, received 2.5",
    );
    expect(() => averagePoolingNorm([{ inputSize: 4, poolSize: 0 }])).toThrow(/poolSize must be an integer >= 1/);
    expect(() => averagePoolingNorm([{ inputSize: 4, poolSize: 3, stride: 0 }])).toThrow(
      /stride must be an integer >= 1/,
    );
  });

  it("takes windows that fill the axis, and with padding those that are longer", () => {
    expect(maxPoolingLipschitz([{ inputSize: 3, poolSize: 3 }])).toBe(1);
    expect(maxPoolingLipschitz([{ inputSize: 2, poolSize: 3, padding: "same" }])).toBe(1);
    expect(maxPoolingLipschitz([{ inputSize: 4, poolSize: 2 }])).toBe(1); // the stride is poolSize
  });
});

describe("globalAveragePoolingNorm", () => {
  it("is that of one window over everything", () => {
    for (const sizes of [[1], [7], [3, 5], [2, 3, 4]]) {
      const axes = sizes.map((size) => ({ inputSize: size, poolSize: size }));
      expect(globalAveragePoolingNorm(sizes)).toBeCloseTo(averagePoolingNorm(axes), 14);
    }
    expect(() => globalAveragePoolingNorm([3, 0])).toThrow(
      "globalAveragePoolingNorm: inputSize must be an integer >= 1, received 0",
    );
  });
});

describe("upSamplingNorm", () => {
  it("is the norm of the matrix, for both ways", () => {
    for (const [inputSize, factor] of indices([7, 5]).map(([a = 0, b = 0]) => [a + 1, b + 1] as const)) {
      const axes = [{ inputSize, factor }];
      const nearest = gather([inputSize * factor], [inputSize], ([i = 0]) => [Math.floor(i / factor)]);
      expect(upSamplingNorm(axes, "nearest")).toBeCloseTo(norm(nearest.matrix), 12);
      const { matrix } = bilinear([inputSize], [factor], 1);
      const bound = upSamplingNorm(axes, "bilinear");
      expect(bound).toBeGreaterThanOrEqual(norm(matrix) * (1 - slack(matrix)));
      expect(bound).toBeLessThanOrEqual(norm(matrix) * (1 + 1e-9));
    }
    const { matrix } = bilinear([3, 4], [2, 3], 1);
    const axes = [
      { inputSize: 3, factor: 2 },
      { inputSize: 4, factor: 3 },
    ];
    expect(upSamplingNorm(axes, "bilinear")).toBeCloseTo(norm(matrix), 9);
    for (const way of ["nearest", "bilinear"] as const) {
      expect(() => upSamplingNorm([{ inputSize: 3, factor: 1.5 }], way)).toThrow(
        "upSamplingNorm: factor must be an integer >= 1, received 1.5",
      );
      expect(() => upSamplingNorm([{ inputSize: 0, factor: 2 }], way)).toThrow(
        "upSamplingNorm: inputSize must be an integer >= 1, received 0",
      );
    }
    expect(upSamplingNorm(axes, "nearest")).toBeCloseTo(Math.sqrt(6), 14);
  });
});
