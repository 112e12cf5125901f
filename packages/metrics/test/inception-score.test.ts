import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ShapeError } from "@lipschitz-gan/core";
import { accumulateInceptionScore, inceptionScore } from "@lipschitz-gan/metrics";
import { hasScipy, NEEDS_SCIPY, readGolden, rerunGolden } from "./support/python-golden.ts";

/** Unit roundoff of float64. */
const u = 2 ** -53;

interface Golden {
  readonly cases: readonly {
    readonly name: string;
    readonly nClasses: number;
    readonly splits: number;
    readonly value: number;
    readonly std: number;
    readonly probabilities: readonly number[];
  }[];
}

// Made by verification/fixtures/metrics/inception-score.py.
const golden = readGolden("inception-score") as Golden;

/**
 * How far two computations of a score may be apart. Dividing a row by its sum of C terms puts its numbers off by C + 1
 * roundings, and a marginal of n terms that are not added with care by n more. An error of e in p changes `Σ p log p` by
 * `e (Σ p |log p| + 1) <= e (log C + 1)`; logarithm, product and sum add less than 7 roundings of `log C`. Two such sums, two
 * computations, and a score changes by itself times the change of its logarithm. The mean and the standard deviation move
 * no farther than the farthest split, and are off by a rounding a split.
 */
const allowed = (nRows: number, nClasses: number, splits: number, score: number): number =>
  (4 * (nRows + nClasses + 8) * (Math.log(nClasses) + 1) + 4 * splits) * u * score;

/**
 * A number in [0, 1]: a weight of a row before it is divided by the row's sum. None is below 1e-290 but 0, as the
 * marginals of the smallest, by which the definition divides, would underflow to 0.
 */
const weight = fc.oneof(fc.constant(0), fc.double({ min: 1e-290, max: 1, noNaN: true }));

/** Rows of probabilities: `[rows, nClasses]`. */
const tables = fc.tuple(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 6 })).chain(([nRows, nClasses]) =>
  fc.array(
    fc
      .tuple(fc.array(weight, { minLength: nClasses, maxLength: nClasses }), fc.nat({ max: nClasses - 1 }))
      .map(([weights, sure]) => {
        // The one that is added keeps the sum from being 0.
        const all = weights.map((w, y) => w + (y === sure ? 1 : 0));
        const sum = all.reduce((a, b) => a + b);
        return all.map((w) => w / sum);
      }),
    { minLength: nRows, maxLength: nRows },
  ),
);

/** exp of the mean Kullback–Leibler divergence, as the definition says it. */
function byDefinition(rows: readonly (readonly number[])[]): number {
  const marginal = (y: number): number => rows.reduce((sum, row) => sum + (row[y] ?? NaN), 0) / rows.length;
  const divergence = (row: readonly number[]): number =>
    row.reduce((sum, p, y) => (p === 0 ? sum : sum + p * Math.log(p / marginal(y))), 0);
  return Math.exp(rows.reduce((sum, row) => sum + divergence(row), 0) / rows.length);
}

const oneHot = (nClasses: number, label: number): readonly number[] =>
  Array.from({ length: nClasses }, (_, y) => (y === label ? 1 : 0));

/** The score of samples of two classes, in one split. */
const scoreOfTwo = (probabilities: readonly number[]): number => inceptionScore(probabilities, 2, { splits: 1 }).value;

/** The same, from the probabilities of the first class. */
const scoreOfFirst = (first: readonly number[]): number => scoreOfTwo(first.flatMap((p) => [p, 1 - p]));

describe("inceptionScore", () => {
  it("is exp(log 2 - log 2 / 2) for a sure and an unsure sample of each of two classes", () => {
    // p(y) = (1/2, 1/2); the divergences are log 2 twice and 0 twice, so their mean is log 2 / 2.
    const { value, std } = inceptionScore([1, 0, 0, 1, 0.5, 0.5, 0.5, 0.5], 2, { splits: 1 });
    expect(Math.abs(value - Math.SQRT2)).toBeLessThanOrEqual(allowed(4, 2, 1, Math.SQRT2));
    expect(std).toBe(0);
  });

  it.each(golden.cases)("agrees with scipy: $name", ({ nClasses, splits, value, std, probabilities }) => {
    const score = inceptionScore(probabilities, nClasses, { splits });
    const error = allowed(probabilities.length / nClasses, nClasses, splits, nClasses);
    expect(error).toBeLessThanOrEqual(1e-9);
    expect(Math.abs(score.value - value)).toBeLessThanOrEqual(error);
    expect(Math.abs(score.std - std)).toBeLessThanOrEqual(error);
  });

  it.skipIf(!hasScipy)(`has golden values that scipy still gives ${NEEDS_SCIPY}`, () => {
    for (const [i, again] of (rerunGolden("inception-score") as Golden).cases.entries()) {
      const { name, nClasses, splits, value, std, probabilities } = golden.cases[i] ?? again;
      expect({ name: again.name, nClasses: again.nClasses, splits: again.splits }).toEqual({ name, nClasses, splits });
      const error = allowed(probabilities.length / nClasses, nClasses, splits, nClasses);
      expect(Math.abs(again.value - value)).toBeLessThanOrEqual(error);
      expect(Math.abs(again.std - std)).toBeLessThanOrEqual(error);
    }
  });

  it("is the number of classes for sure samples of all classes, and 1 for those of one", () => {
    for (const nClasses of [1, 2, 7, 10, 1000]) {
      const all = Array.from({ length: nClasses }, (_, label) => oneHot(nClasses, label)).flat();
      const { value } = inceptionScore(all, nClasses, { splits: 1 });
      expect(Math.abs(value - nClasses)).toBeLessThanOrEqual(allowed(nClasses, nClasses, 1, nClasses));
      expect(inceptionScore([...oneHot(nClasses, 0), ...oneHot(nClasses, 0)], nClasses, { splits: 2 })).toEqual({
        value: 1,
        std: 0,
      });
    }
  });

  it("cuts as the original does where the splits do not divide the count", () => {
    // 5 samples in 3 splits: [0, 1), [1, 3), [3, 5). Only the second mixes classes.
    const labels = [0, 1, 0, 1, 1];
    const { value } = inceptionScore(
      labels.flatMap((label) => oneHot(2, label)),
      2,
      { splits: 3 },
    );
    expect(Math.abs(value - 4 / 3)).toBeLessThanOrEqual(allowed(5, 2, 3, 4 / 3));
  });

  it("takes rows whose sums miss 1 by a softmax's roundings, and divides them by it", () => {
    const rows = [0.9, 0.1, 0.2, 0.8];
    const exact = inceptionScore(rows, 2, { splits: 1 }).value;
    const off = inceptionScore(
      rows.map((p) => p * (1 + 9 * 2 ** -24)),
      2,
      { splits: 1 },
    ).value;
    expect(Math.abs(off - exact)).toBeLessThanOrEqual(allowed(2, 2, 1, 2));
    expect(() =>
      inceptionScore(
        rows.map((p) => p * (1 + 11 * 2 ** -24)),
        2,
        { splits: 1 },
      ),
    ).toThrow(/must sum to 1 within 6.0e-7, received 1.0000006\d* for sample 0; pass probabilities, not logits/);
  });

  it("refuses what are no probabilities, naming class and sample", () => {
    expect(() => scoreOfTwo([0.5, 0.5, NaN, 1])).toThrow(/finite and >= 0, received NaN for class 0 of sample 1/);
    expect(() => scoreOfTwo([0.5, 0.5, 0, Infinity])).toThrow(/received Infinity for class 1 of sample 1/);
    expect(() => scoreOfTwo([1.5, -0.5])).toThrow(/received -0.5 for class 1 of sample 0/);
    expect(() => scoreOfTwo([0, 0])).toThrow(/received 0 for sample 0/);
    expect(() => scoreOfTwo([])).toThrow(ShapeError);
    expect(() => scoreOfTwo([1, 0, 1])).toThrow(ShapeError);
    expect(() => inceptionScore([1], 0)).toThrow(/nClasses must be an integer >= 1, received 0/);
    expect(() => inceptionScore([1, 1], 1)).toThrow(/splits must be an integer in \[1, 2\], received 10/);
    expect(() => inceptionScore([1, 1], 1, { splits: 1.5 })).toThrow(RangeError);
  });

  it("is what the definition says, between 1 and the number of classes, for all probabilities", () => {
    fc.assert(
      fc.property(tables, (rows) => {
        const nClasses = rows[0]?.length ?? 0;
        const error = allowed(rows.length, nClasses, 1, nClasses);
        const { value } = inceptionScore(rows.flat(), nClasses, { splits: 1 });
        expect(Math.abs(value - byDefinition(rows))).toBeLessThanOrEqual(error);
        expect(value).toBeGreaterThanOrEqual(1 - error);
        expect(value).toBeLessThanOrEqual(nClasses + error);
      }),
    );
  });

  it("does not change with the order of samples in a split or of classes, for all probabilities", () => {
    fc.assert(
      fc.property(tables, (rows) => {
        const nClasses = rows[0]?.length ?? 0;
        const { value } = inceptionScore(rows.flat(), nClasses, { splits: 1 });
        const error = allowed(rows.length, nClasses, 1, nClasses);
        for (const other of [rows.toReversed(), rows.map((row) => row.toReversed())]) {
          const again = inceptionScore(other.flat(), nClasses, { splits: 1 }).value;
          expect(Math.abs(again - value)).toBeLessThanOrEqual(error);
        }
      }),
    );
  });
});

describe("accumulateInceptionScore", () => {
  it("makes nothing of the order of 50 000 samples", () => {
    const count = 50_000;
    const first = Array.from({ length: count }, (_, i) => (i < count / 2 ? 0.3 : 1e-7 * (i % 13)));
    // Each of the three sums is right to 2 roundings whatever the order (plain ones are off by thousands here), and all
    // that is done with them, and the score, is less than 2.
    expect(Math.abs(scoreOfFirst(first) - scoreOfFirst(first.toReversed()))).toBeLessThanOrEqual(2 * 3 * 2 * 2 * u);
  });

  it("gives the same bits however the samples are cut into batches, for all probabilities", () => {
    fc.assert(
      fc.property(tables, fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 12 }), (rows, parts, size) => {
        const nClasses = rows[0]?.length ?? 0;
        const splits = Math.min(parts, rows.length);
        const accumulator = accumulateInceptionScore(nClasses, { count: rows.length, splits });
        for (let i = 0; i < rows.length; i += size) accumulator.add(rows.slice(i, i + size).flat());
        expect(accumulator.finish()).toEqual(inceptionScore(rows.flat(), nClasses, { splits }));
      }),
    );
  });

  it("takes nothing of a batch that it refuses", () => {
    const accumulator = accumulateInceptionScore(2, { count: 2, splits: 1 });
    accumulator.add([1, 0]);
    expect(() => accumulator.add([0, 1, 0.5, 0.6])).toThrow(/for sample 2/);
    expect(() => accumulator.add([0, 1, 0, 1])).toThrow(/must get 2 samples in all, received 3/);
    expect(() => accumulator.add([0])).toThrow(ShapeError);
    expect(() => accumulator.finish()).toThrow(/needs the 2 samples that were announced, received 1/);
    accumulator.add([0, 1]);
    expect(Math.abs(accumulator.finish().value - 2)).toBeLessThanOrEqual(allowed(2, 2, 1, 2));
  });

  it("refuses counts and splits that are no such numbers", () => {
    expect(() => accumulateInceptionScore(2, { count: 0 })).toThrow(/count must be an integer >= 1, received 0/);
    expect(() => accumulateInceptionScore(2, { count: 9 })).toThrow(
      /splits must be an integer in \[1, 9\], received 10/,
    );
    expect(() => accumulateInceptionScore(NaN, { count: 9 })).toThrow(/nClasses/);
  });
});
