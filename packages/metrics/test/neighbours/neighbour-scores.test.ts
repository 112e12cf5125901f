import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createRng, ShapeError } from "@lipschitz-gan/core";
import { densityCoverage, neighbourScores, type NeighbourScores, precisionRecall } from "@lipschitz-gan/metrics";
import { type NaiveCounts, naiveCounts, samplesOf } from "../support/naive-neighbours.ts";
import { hasScipy, NEEDS_SCIPY, readGolden, rerunGolden } from "../support/python-golden.ts";

interface Golden {
  readonly cases: readonly (NaiveCounts & {
    readonly name: string;
    readonly dimension: number;
    readonly manifoldNeighbours: number;
    readonly ballNeighbours: number;
    readonly real: readonly number[];
    readonly fake: readonly number[];
  })[];
}

// Made by verification/fixtures/metrics/neighbours.py.
const golden = readGolden("neighbours") as Golden;

/** The scores that counts mean. They are compared exactly: each is one division of two integers. */
const scoresFrom = (counts: NaiveCounts, nReal: number, nFake: number, ballNeighbours: number): NeighbourScores => ({
  precision: counts.precise / nFake,
  recall: counts.recalled / nReal,
  density: counts.pairs / (ballNeighbours * nFake),
  coverage: counts.covered / nReal,
});

interface Sets {
  readonly real: number[][];
  readonly fake: number[][];
  readonly dimension: number;
  readonly manifoldNeighbours: number;
  readonly ballNeighbours: number;
}

/** Two sets of 2 to 14 samples with coordinates of a kind, and numbers of neighbours that they have. */
const setsOf = (coordinate: fc.Arbitrary<number>, mostFeatures: number): fc.Arbitrary<Sets> =>
  fc
    .record({
      nReal: fc.integer({ min: 2, max: 14 }),
      nFake: fc.integer({ min: 2, max: 14 }),
      dimension: fc.integer({ min: 1, max: mostFeatures }),
    })
    .chain(({ nReal, nFake, dimension }) => {
      const set = (n: number): fc.Arbitrary<number[][]> =>
        fc.array(fc.array(coordinate, { minLength: dimension, maxLength: dimension }), { minLength: n, maxLength: n });
      return fc.record({
        real: set(nReal),
        fake: set(nFake),
        dimension: fc.constant(dimension),
        manifoldNeighbours: fc.integer({ min: 1, max: Math.min(nReal, nFake) - 1 }),
        ballNeighbours: fc.integer({ min: 1, max: nReal - 1 }),
      });
    });

/** On a small grid, where samples coincide and distances tie all the time, and all arithmetic is exact. */
const onGrid = setsOf(fc.integer({ min: -2, max: 2 }), 4);
// Multiples of 2^-40, as the naive count scales nothing: its squares of numbers below 2^-537 would underflow to 0.
const anywhere = setsOf(
  fc.double({ min: -1, max: 1, noNaN: true }).map((x) => Math.round(x * 2 ** 40) / 2 ** 40),
  40,
);

const scoresOf = ({ real, fake, dimension, manifoldNeighbours, ballNeighbours }: Sets): NeighbourScores =>
  neighbourScores(real.flat(), fake.flat(), dimension, { manifoldNeighbours, ballNeighbours });

/** The same sets with every sample changed. */
const changed = (sets: Sets, change: (sample: readonly number[]) => number[]): Sets => ({
  ...sets,
  real: sets.real.map(change),
  fake: sets.fake.map(change),
});

describe("neighbourScores", () => {
  it.each(golden.cases)("agrees with scipy exactly: $name", (one) => {
    const { real, fake, dimension, manifoldNeighbours, ballNeighbours } = one;
    const [nReal, nFake] = [real.length / dimension, fake.length / dimension];
    const expected = scoresFrom(one, nReal, nFake, ballNeighbours);
    expect(neighbourScores(real, fake, dimension, { manifoldNeighbours, ballNeighbours })).toEqual(expected);
    const { precision, recall, density, coverage } = expected;
    expect(precisionRecall(real, fake, dimension, { neighbours: manifoldNeighbours })).toEqual({ precision, recall });
    expect(densityCoverage(real, fake, dimension, { neighbours: ballNeighbours })).toEqual({ density, coverage });
  });

  it.skipIf(!hasScipy)(`has golden values that scipy still gives ${NEEDS_SCIPY}`, () => {
    expect(rerunGolden("neighbours")).toEqual(golden);
  });

  it("takes 3 neighbours for precision and recall and 5 for density and coverage", () => {
    const [real, fake] = [
      [0, 1, 2, 3, 4, 5, 6],
      [20, 14, 9, 10, 30, 31],
    ];
    expect(neighbourScores(real, fake, 1)).toEqual(
      neighbourScores(real, fake, 1, { manifoldNeighbours: 3, ballNeighbours: 5 }),
    );
    expect(precisionRecall(real, fake, 1)).toEqual(precisionRecall(real, fake, 1, { neighbours: 3 }));
    expect(densityCoverage(real, fake, 1)).toEqual(densityCoverage(real, fake, 1, { neighbours: 5 }));
    // The ball of 6 reaches to 1 with five neighbours, so to 11, and holds 9 and 10; that of 5 holds 9 too, with radius 4 to 1.
    expect(densityCoverage(real, fake, 1)).toEqual({ density: 3 / (5 * 6), coverage: 2 / 7 });
    // The ball of 6 reaches to 3, so to 9 and no farther.
    expect(precisionRecall(real, fake, 1).precision).toBe(1 / 6);
  });

  it("counts samples on the edge of a ball, and equal samples at radius 0", () => {
    expect(precisionRecall([0, 1], [2, 2.5], 1, { neighbours: 1 })).toEqual({ precision: 0.5, recall: 0 });
    expect(densityCoverage([7, 7, 9], [7], 1, { neighbours: 1 })).toEqual({ density: 3, coverage: 1 });
    expect(densityCoverage([7, 7, 9], [7 + 2 ** -50], 1, { neighbours: 1 })).toEqual({ density: 1, coverage: 1 / 3 });
    const same = new Float32Array(12).fill(0.1);
    expect(neighbourScores(same, same, 2)).toEqual({ precision: 1, recall: 1, density: 6 / 5, coverage: 1 });
  });

  it("takes the largest and the smallest numbers that there are", () => {
    const [real, fake] = [
      [0, 1, 4, -3],
      [1, 2, 8, 9],
    ];
    const expected = neighbourScores(real, fake, 1, { ballNeighbours: 2 });
    for (const scale of [2 ** 1020, 1e300, 1e-200, Number.MIN_VALUE]) {
      const scaled = (set: readonly number[]): number[] => set.map((x) => x * scale);
      expect(neighbourScores(scaled(real), scaled(fake), 1, { ballNeighbours: 2 })).toEqual(expected);
    }
    const [most, zeros] = [
      [Number.MAX_VALUE, -Number.MAX_VALUE],
      [0, 0],
    ];
    expect(precisionRecall(most, zeros, 1, { neighbours: 1 })).toEqual({ precision: 1, recall: 0 });
    expect(precisionRecall(zeros, zeros, 1, { neighbours: 1 })).toEqual({ precision: 1, recall: 1 });
  });

  it("refuses what are no two sets of samples", () => {
    const all = [neighbourScores, precisionRecall, densityCoverage] as const;
    for (const scores of all) {
      expect(() => scores([1, 2, 3], [1, 2], 2)).toThrow(ShapeError);
      expect(() => scores([1, 2], [1, 2, 3], 2)).toThrow(ShapeError);
      expect(() => scores([], [1, 2], 1)).toThrow(new RegExp(`${scores.name}: expected shape real.*received \\[0\\]`));
      expect(() => scores([1, 2], [NaN, 2], 1)).toThrow(/received NaN at fake\[0\], feature 0 of sample 0/);
      expect(() => scores([1, 2, 3, -Infinity], [1, 2], 2)).toThrow(
        /received -Infinity at real\[3\], feature 1 of sample 1/,
      );
      expect(() => scores([1, 2], [1, 2], 1.5)).toThrow(/dimension must be an integer >= 1, received 1.5/);
    }
    expect(() => precisionRecall([1, 2, 3, 4], [1, 2, 3], 1)).toThrow(
      /neighbours must be an integer in \[1, 2\], received 3/,
    );
    expect(() => densityCoverage([1, 2, 3, 4], [1], 1)).toThrow(
      /neighbours must be an integer in \[1, 3\], received 5/,
    );
    expect(() => densityCoverage([1, 2], [1], 1, { neighbours: 0 })).toThrow(RangeError);
    expect(() => neighbourScores([1, 2, 3], [1, 2, 3], 1)).toThrow(/manifoldNeighbours must be an integer in \[1, 2\]/);
    expect(() => neighbourScores([1, 2, 3, 4], [1, 2, 3, 4], 1)).toThrow(
      /ballNeighbours must be an integer in \[1, 3\]/,
    );
  });

  it("counts what the definitions say, for all sets with ties and copies", () => {
    fc.assert(
      fc.property(onGrid, (sets) => {
        const { real, fake, manifoldNeighbours, ballNeighbours } = sets;
        const counts = naiveCounts(real, fake, manifoldNeighbours, ballNeighbours);
        expect(scoresOf(sets)).toEqual(scoresFrom(counts, real.length, fake.length, ballNeighbours));
      }),
    );
  });

  it("counts what the definitions say, for all sets", () => {
    fc.assert(
      fc.property(anywhere, (sets) => {
        const { real, fake, manifoldNeighbours, ballNeighbours } = sets;
        const counts = naiveCounts(real, fake, manifoldNeighbours, ballNeighbours);
        expect(scoresOf(sets)).toEqual(scoresFrom(counts, real.length, fake.length, ballNeighbours));
      }),
    );
  });

  it("counts what the definitions say for sets of many blocks, most pairs of which are abandoned", () => {
    const stream = createRng(9).stream("features");
    // 700 features: a block of memory holds 11 groups of four, so the 16 and 14 groups here need two.
    for (const [nReal, nFake, dimension] of [
      [61, 54, 700],
      [203, 161, 33],
    ] as const) {
      const centers = Array.from({ length: 5 * dimension }, () => stream.normal());
      const set = (n: number): Float32Array =>
        Float32Array.from({ length: n * dimension }, (_, i) => {
          const cluster = Math.floor(i / dimension) % 5;
          return (centers[cluster * dimension + (i % dimension)] ?? NaN) + 0.5 * stream.normal();
        });
      const [real, fake] = [set(nReal), set(nFake)];
      const counts = naiveCounts(samplesOf(real, dimension), samplesOf(fake, dimension), 3, 5);
      expect(neighbourScores(real, fake, dimension)).toEqual(scoresFrom(counts, nReal, nFake, 5));
    }
  });

  it("does not change when all samples are moved, turned or scaled, or come in another order, for all sets", () => {
    fc.assert(
      fc.property(onGrid, fc.integer({ min: -50, max: 50 }), fc.integer({ min: 1, max: 9 }), (sets, by, scale) => {
        const plain = scoresOf(sets);
        // Exact on a grid: a move by integers, a quarter turn with a mirror image, a scale of integers.
        expect(scoresOf(changed(sets, (sample) => sample.map((x, k) => x + by * (k + 1))))).toEqual(plain);
        expect(scoresOf(changed(sets, (sample) => sample.map((x, k) => (k === 0 ? -x : x)).toReversed()))).toEqual(
          plain,
        );
        expect(scoresOf(changed(sets, (sample) => sample.map((x) => x * scale)))).toEqual(plain);
        const turned = {
          ...sets,
          real: sets.real.toReversed(),
          fake: [...sets.fake.slice(1), ...sets.fake.slice(0, 1)],
        };
        expect(scoresOf(turned)).toEqual(plain);
      }),
    );
  });

  it("swaps precision and recall with the sets, for all sets", () => {
    fc.assert(
      fc.property(onGrid, ({ real, fake, dimension, manifoldNeighbours: neighbours }) => {
        const { precision, recall } = precisionRecall(real.flat(), fake.flat(), dimension, { neighbours });
        expect(precisionRecall(fake.flat(), real.flat(), dimension, { neighbours })).toEqual({
          precision: recall,
          recall: precision,
        });
      }),
    );
  });

  it("is perfect for a set beside itself, and precise for a part of it, for all sets", () => {
    fc.assert(
      fc.property(anywhere, ({ real, dimension, ballNeighbours }) => {
        const options = { manifoldNeighbours: 1, ballNeighbours };
        const { precision, recall, coverage } = neighbourScores(real.flat(), real.flat(), dimension, options);
        expect([precision, recall, coverage]).toEqual([1, 1, 1]);
        expect(neighbourScores(real.flat(), real.slice(-2).flat(), dimension, options).precision).toBe(1);
      }),
    );
  });

  it("never falls as the balls grow, for all sets", () => {
    fc.assert(
      fc.property(onGrid, (sets) => {
        const small = scoresOf({ ...sets, manifoldNeighbours: 1, ballNeighbours: 1 });
        const large = scoresOf(sets);
        expect(large.precision).toBeGreaterThanOrEqual(small.precision);
        expect(large.recall).toBeGreaterThanOrEqual(small.recall);
        expect(large.coverage).toBeGreaterThanOrEqual(small.coverage);
        // The pairs within balls are whole numbers, of which density is rounded twice: by a division and by a product here.
        const pairs = (density: number, neighbours: number): number =>
          Math.round(density * neighbours * sets.fake.length);
        expect(pairs(large.density, sets.ballNeighbours)).toBeGreaterThanOrEqual(pairs(small.density, 1));
      }),
    );
  });
});
