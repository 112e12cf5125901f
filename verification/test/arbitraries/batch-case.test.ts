import * as fc from "fast-check";
import { expect, it } from "vitest";
import { batchCase, type BatchCase, batchLabels, batchOf } from "../../src/arbitraries/batch-case.ts";
import { classCounts } from "../support/class-counts.ts";

const plain: BatchCase = { batchSize: 3, entries: { quarters: [1, 2, 4] }, hasDuplicates: false, hasZero: false };

it("cycles through quarters, and puts zeros and duplicates in their places", () => {
  expect(batchOf(plain, [2])).toEqual({ values: Float32Array.of(0.25, 0.5, 1, 0.25, 0.5, 1), shape: [3, 2] });
  expect([...batchOf({ ...plain, hasZero: true }, [2]).values]).toEqual([0, 0, 1, 0.25, 0.5, 1]);
  expect([...batchOf({ ...plain, hasDuplicates: true }, [2]).values]).toEqual([0.25, 0.5, 0.25, 0.5, 0.5, 1]);
});

it("has the size that is asked for, for all cases", () => {
  fc.assert(
    fc.property(batchCase({ minBatchSize: 2, maxBatchSize: 3 }), (given) => {
      const { values, shape } = batchOf(given, [2, 1, 3]);
      expect(shape).toEqual([given.batchSize, 2, 1, 3]);
      expect(values).toHaveLength(given.batchSize * 6);
      expect([2, 3]).toContain(given.batchSize);
      expect(values.every(Number.isFinite)).toBe(true);
    }),
  );
});

it("finds every class among a thousand cases, and shrinks to one zero", () => {
  const counts = classCounts(batchCase(), batchLabels);
  const classes = ["batch size: one", "batch size: several", "entries: normal", "entries: quarters"];
  const rare = ["duplicates: yes", "duplicates: no", "zero sample: yes", "zero sample: no"];
  expect([...classes, ...rare].filter((label) => (counts.get(label) ?? 0) < 10)).toEqual([]);
  const found = fc.check(
    fc.property(batchCase(), () => false),
    { seed: 1 },
  );
  expect(found.counterexample).toEqual([{ ...plain, batchSize: 1, entries: { quarters: [0] } }]);
});
