import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createRng, ShapeError } from "@lipschitz-gan/core";
import { kernelDistance } from "@lipschitz-gan/metrics";
import { drawWithoutReplacement } from "../src/internal/draw-without-replacement.ts";
import { packRows } from "../src/internal/packed-rows.ts";
import { squaredDiscrepancy } from "../src/internal/squared-discrepancy.ts";
import { samplesOf } from "./support/naive-neighbours.ts";
import { hasScipy, NEEDS_SCIPY, readGolden, rerunGolden } from "./support/python-golden.ts";

/** Unit roundoff of float64. */
const u = 2 ** -53;

interface Case {
  readonly name: string;
  readonly dimension: number;
  readonly value?: number;
  readonly values?: readonly number[];
  readonly subsets?: readonly { readonly real: readonly number[]; readonly fake: readonly number[] }[];
  readonly real: readonly number[];
  readonly fake: readonly number[];
}

// Made by verification/fixtures/metrics/kernel-distance.py, in exact arithmetic.
const golden = readGolden("kernel-distance") as { readonly cases: readonly Case[] };

/**
 * How far an estimate may be off. With `K = max |x|² / d + 1` a kernel is at most K³. A dot product of d terms is off by
 * `d u |x||y|`, dividing and adding by 2 more roundings of K, so the cube by `3 (d + 2) u K³` and 2 for its products; the 16 of
 * a tile are added with 15 roundings, the tiles with 2, and three more scale the mean: 3 d + 28, and 4 for products of
 * roundings. The coefficients of the three means add up to 4 in size. An estimate that adds n kernels one by one may be
 * off by n roundings more.
 */
function allowed(dimension: number, sets: readonly (readonly number[])[], additions = 0): number {
  const squares = sets.flatMap((set) => samplesOf(set, dimension)).map((x) => x.reduce((sum, y) => sum + y * y, 0));
  return 4 * (3 * dimension + 32 + additions) * u * (Math.max(...squares) / dimension + 1) ** 3;
}

/** The estimate as the definition says it. */
function byDefinition(real: readonly number[], fake: readonly number[], dimension: number): number {
  const [x, y] = [samplesOf(real, dimension), samplesOf(fake, dimension)];
  const kernel = (one: readonly number[], other: readonly number[]): number =>
    (one.reduce((dot, value, k) => dot + value * (other[k] ?? NaN), 0) / dimension + 1) ** 3;
  const mean = (a: readonly number[][], b: readonly number[][]): number => {
    const kernels = a.flatMap((one, i) => b.flatMap((other, j) => (a === b && i === j ? [] : [kernel(one, other)])));
    return kernels.reduce((total, value) => total + value, 0) / kernels.length;
  };
  return mean(x, x) + mean(y, y) - 2 * mean(x, y);
}

/** Features of `n` samples. */
const features = (n: number, dimension: number): fc.Arbitrary<number[]> =>
  fc.array(fc.double({ min: -4, max: 4, noNaN: true }), { minLength: n * dimension, maxLength: n * dimension });

const pairs = fc
  .tuple(fc.integer({ min: 2, max: 11 }), fc.integer({ min: 2, max: 11 }), fc.integer({ min: 1, max: 9 }))
  .chain(([nReal, nFake, dimension]) =>
    fc.tuple(features(nReal, dimension), features(nFake, dimension), fc.constant(dimension)),
  );

/** Both sets whole. */
const estimate = (real: ArrayLike<number>, fake: ArrayLike<number>, dimension: number): number =>
  squaredDiscrepancy(packRows(real, dimension), packRows(fake, dimension));

const ones = (n: number): Float32Array => new Float32Array(n).fill(1);

/** Number and size of the subsets that are used of equal samples, whose distance is 0. */
const sizesUsed = (nReal: number, nFake: number, subsetSize: number): readonly number[] => {
  const {
    value,
    std,
    subsets,
    subsetSize: used,
  } = kernelDistance(ones(nReal), ones(nFake), 1, {
    subsets: 3,
    subsetSize,
  });
  return [value, std, subsets, used];
};

/** The positions below n whose bit of a mask is as wanted. */
const chosen = (n: number, mask: number, wanted: 0 | 1): Int32Array =>
  Int32Array.from(Array.from({ length: n }, (_, i) => i).filter((i) => ((mask >> i) & 1) === wanted));

describe("kernelDistance", () => {
  it("is exact on a case done by hand", () => {
    // k(1, 3) = 4³, k(-1, -2) = 3³; k(1, -1) = 0, k(1, -2) = (-1)³, k(3, -1) = (-2)³, k(3, -2) = (-5)³.
    expect(kernelDistance([1, 3], [-1, -2], 1)).toEqual({
      value: 64 + 27 - (2 * (0 - 1 - 8 - 125)) / 4,
      std: 0,
      subsets: 1,
      subsetSize: 2,
    });
  });

  it.each(golden.cases.filter((one) => one.value !== undefined))(
    "agrees with exact arithmetic: $name",
    ({ real, fake, dimension, value = NaN }) => {
      const got = kernelDistance(real, fake, dimension);
      expect(Math.abs(got.value - value)).toBeLessThanOrEqual(allowed(dimension, [real, fake]));
      expect(got.subsets).toBe(1);
      expect(got.subsetSize).toBe(Math.max(real.length, fake.length) / dimension);
    },
  );

  it("agrees with exact arithmetic on given subsets", () => {
    const {
      real,
      fake,
      dimension,
      subsets = [],
      values = [],
    } = golden.cases.find((one) => one.subsets) ?? {
      real: [],
      fake: [],
      dimension: 1,
    };
    expect(subsets.length).toBe(3);
    for (const [i, subset] of subsets.entries()) {
      const got = squaredDiscrepancy(
        packRows(real, dimension, { rows: Int32Array.from(subset.real) }),
        packRows(fake, dimension, { rows: Int32Array.from(subset.fake) }),
      );
      expect(Math.abs(got - (values[i] ?? NaN))).toBeLessThanOrEqual(allowed(dimension, [real, fake]));
    }
  });

  it.skipIf(!hasScipy)(`has golden values that exact arithmetic still gives ${NEEDS_SCIPY}`, () => {
    expect(rerunGolden("kernel-distance")).toEqual(golden);
  });

  it("averages over the subsets that its seed draws, and says how far they spread", () => {
    const { real, fake, dimension } = golden.cases.find((one) => one.subsets) ?? { real: [], fake: [], dimension: 1 };
    const got = kernelDistance(real, fake, dimension, { subsets: 7, subsetSize: 5, seed: 3 });
    const values = Array.from({ length: 7 }, (_, i) => {
      const rows = (name: string, n: number): Int32Array =>
        drawWithoutReplacement(createRng(3).stream(`kernel distance: ${name}`, i), n, 5);
      const taken = (set: readonly number[], name: string): number[] =>
        Array.from(rows(name, set.length / dimension)).flatMap((j) => set.slice(j * dimension, (j + 1) * dimension));
      return byDefinition(taken(real, "real"), taken(fake, "fake"), dimension);
    });
    const mean = values.reduce((a, b) => a + b) / 7;
    const std = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 7);
    // The definition adds 25 kernels; its estimate and ours are off, and the mean of seven by 7 roundings more.
    const error = allowed(dimension, [real, fake], 32) + allowed(dimension, [real, fake], 7);
    expect(Math.abs(got.value - mean)).toBeLessThanOrEqual(error);
    expect(Math.abs(got.std - std)).toBeLessThanOrEqual(error);
    expect(std).toBeGreaterThan(1);
    expect([got.subsets, got.subsetSize]).toEqual([7, 5]);
    expect(kernelDistance(real, fake, dimension, { subsets: 7, subsetSize: 5, seed: 3 })).toEqual(got);
    expect(kernelDistance(real, fake, dimension, { subsets: 7, subsetSize: 5, seed: 4 })).not.toEqual(got);
  });

  it("takes no more than there is, and everything once where a subset would be everything", () => {
    expect(sizesUsed(4, 6, 5)).toEqual([0, 0, 3, 4]);
    expect(sizesUsed(4, 6, 2)).toEqual([0, 0, 3, 2]);
    expect(sizesUsed(4, 6, 6)).toEqual([0, 0, 1, 6]);
    expect(sizesUsed(6, 6, 9)).toEqual([0, 0, 1, 6]);
    expect(sizesUsed(6, 6, 5)).toEqual([0, 0, 3, 5]);
    const many = new Float32Array(1001).map((_, i) => i % 7);
    expect(kernelDistance(many, [1, 2], 1).subsets).toBe(100);
    expect(kernelDistance(many, many, 1, { subsets: 1 }).subsetSize).toBe(1000);
  });

  it("refuses what it cannot estimate from", () => {
    expect(() => kernelDistance([1], [1, 2], 1)).toThrow(/real \[n · 1\] with n >= 2, received \[1\]/);
    expect(() => kernelDistance([1, 2, 3], [1, 2, 3, 4], 2)).toThrow(ShapeError);
    expect(() => kernelDistance([1, 2], [1, NaN], 1)).toThrow(/received NaN at fake\[1\], feature 0 of sample 1/);
    expect(() => kernelDistance([1, 2], [1, 2], 0)).toThrow(/dimension must be an integer >= 1, received 0/);
    expect(() => kernelDistance([1, 2], [1, 2], 1, { subsets: 0 })).toThrow(/subsets must be an integer >= 1/);
    expect(() => kernelDistance([1, 2], [1, 2], 1, { subsetSize: 1 })).toThrow(/subsetSize must be an integer >= 2/);
    expect(() => kernelDistance([1, 2], [1, 2], 1, { seed: -1 })).toThrow(/seed must be an integer/);
    expect(() => kernelDistance([1e60, 2e60], [1, 2], 1)).toThrow(/must not overflow.*scale the features down/);
  });

  it("is what the definition says, the same both ways round and in any order, for all features", () => {
    fc.assert(
      fc.property(pairs, ([real, fake, dimension]) => {
        const error = allowed(dimension, [real, fake]);
        const { value } = kernelDistance(real, fake, dimension);
        const difference = Math.abs(value - byDefinition(real, fake, dimension));
        expect(difference).toBeLessThanOrEqual(error + allowed(dimension, [real, fake], 11 * 11));
        expect(Math.abs(kernelDistance(fake, real, dimension).value - value)).toBeLessThanOrEqual(2 * error);
        // Reversed numbers are reversed samples with reversed features.
        const turned = kernelDistance(real.toReversed(), fake.toReversed(), dimension).value;
        expect(Math.abs(turned - value)).toBeLessThanOrEqual(2 * error);
      }),
    );
  });

  it("is 0 on average over all cuts of a pool into two sets, for all features", () => {
    // Each pair of the pool is as often within a set as any other, and as often across: A + A - 2A.
    const nPool = 7;
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 4 }).chain((d) => fc.tuple(features(nPool, d), fc.constant(d))),
        ([pool, d]) => {
          let [sum, count] = [0, 0];
          for (let mask = 0; mask < 2 ** nPool; mask++) {
            if (chosen(nPool, mask, 1).length !== 3) continue;
            sum += squaredDiscrepancy(
              packRows(pool, d, { rows: chosen(nPool, mask, 1) }),
              packRows(pool, d, { rows: chosen(nPool, mask, 0) }),
            );
            count += 1;
          }
          expect(count).toBe(35);
          // Each of the 35 estimates is off by its bound, and so are 35 additions of at most 4 K³.
          expect(Math.abs(sum / count)).toBeLessThanOrEqual(3 * allowed(d, [pool]));
        },
      ),
    );
  });

  it("adds up blocks of any size and dimension, for many samples", () => {
    // 700 features: a block of memory holds 11 groups, so the 13 and 12 groups here need two.
    for (const [nReal, nFake, dimension] of [
      [51, 46, 700],
      [203, 129, 3],
    ] as const) {
      const stream = createRng(5).stream("features");
      const real = Array.from({ length: nReal * dimension }, () => stream.normal());
      const fake = Array.from({ length: nFake * dimension }, () => stream.normal());
      const difference = Math.abs(estimate(real, fake, dimension) - byDefinition(real, fake, dimension));
      const error = allowed(dimension, [real, fake]) + allowed(dimension, [real, fake], nReal ** 2);
      expect(difference).toBeLessThanOrEqual(error);
    }
  });
});

describe("drawWithoutReplacement", () => {
  it("draws different numbers below n, for all n", () => {
    fc.assert(
      fc.property(fc.nat({ max: 30 }), fc.nat({ max: 30 }), fc.nat(), (n, size, seed) => {
        const drawn = drawWithoutReplacement(createRng(seed).stream("draw"), n, Math.min(n, size));
        expect(drawn.length).toBe(Math.min(n, size));
        expect(new Set(drawn).size).toBe(drawn.length);
        expect(drawn.every((i) => i >= 0 && i < n)).toBe(true);
      }),
    );
  });

  it("draws each of the 20 ordered pairs of 5 as often as any other", () => {
    const counts = new Map<string, number>();
    const nDraws = 20_000;
    for (let i = 0; i < nDraws; i++) {
      const key = drawWithoutReplacement(createRng(1).stream("draw", i), 5, 2).join();
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
    expect(counts.size).toBe(20);
    // Hoeffding: a share of n draws is off by t with probability at most 2 exp(-2 n t²); 20 shares, 1e-9 in all.
    const t = Math.sqrt(Math.log((2 * 20) / 1e-9) / (2 * nDraws));
    for (const count of counts.values()) expect(Math.abs(count / nDraws - 1 / 20)).toBeLessThanOrEqual(t);
  });
});
