import * as fc from "fast-check";
import { expect, it } from "vitest";
import {
  inputShapeOf,
  kernelCase,
  type KernelCase,
  kernelLabels,
  kernelOf,
} from "../../src/arbitraries/kernel-case.ts";
import { classCounts } from "../support/class-counts.ts";

const plain: KernelCase = {
  kind: "conv",
  window: [2, 1],
  stride: 1,
  dilation: 1,
  padding: "same",
  image: [3, 3],
  groups: 1,
  inputs: 1,
  outputs: 3,
  entries: { integers: [1, -2] },
};

it("cycles through whole numbers, in the layout of the kind", () => {
  expect(kernelOf(plain)).toEqual({ shape: [2, 1, 1, 3], values: Float32Array.of(1, -2, 1, -2, 1, -2) });
  expect(kernelOf({ ...plain, kind: "conv-transpose" }).shape).toEqual([2, 1, 3, 1]);
  expect(kernelOf({ ...plain, kind: "depthwise", groups: 2 }).shape).toEqual([2, 1, 2, 3]);
  expect(kernelOf({ ...plain, kind: "grouped", groups: 2 }).shape).toEqual([2, 1, 1, 6]);
  expect(inputShapeOf({ ...plain, kind: "grouped", groups: 2, inputs: 2 })).toEqual([3, 3, 4]);
});

it("draws the same normal numbers from the same seed", () => {
  const given = { ...plain, entries: { seed: 5 } };
  expect(kernelOf(given)).toEqual(kernelOf(given));
  expect(kernelOf(given).values).not.toEqual(kernelOf({ ...plain, entries: { seed: 6 } }).values);
});

it("draws only geometries that TensorFlow.js computes, and no more channels than asked for", () => {
  fc.assert(
    fc.property(kernelCase({ maxImage: 5, maxChannels: 3 }), (given) => {
      expect(Math.min(given.stride, given.dilation)).toBe(1);
      const isTransposed = given.kind === "conv-transpose";
      expect(isTransposed ? given.dilation : 1).toBe(1);
      const reach = given.window.map((length) => (length - 1) * given.dilation + 1);
      const fits = reach.every((length, i) => length <= (given.image[i] ?? Number.NaN));
      expect(isTransposed || given.padding === "same" || fits).toBe(true);
      expect(given.groups * Math.max(given.inputs, given.outputs)).toBeLessThanOrEqual(3);
      expect(given.inputs * given.outputs).toBeGreaterThanOrEqual(1);
    }),
  );
});

it("finds every class among a thousand cases", () => {
  const counts = classCounts(kernelCase(), kernelLabels);
  const classes = {
    "kind: ": ["conv", "conv-transpose", "depthwise", "grouped"],
    "padding: ": ["same", "valid"],
    "stride: ": ["1", "2", "3"],
    "dilation: ": ["1", "2", "3"],
    "window: ": ["one place", "several places", "larger than the image"],
    "stride ": ["divides the image", "does not divide the image"],
    "entries: ": ["normal", "integers"],
  };
  const missing = Object.entries(classes)
    .flatMap(([kind, names]) => names.map((name) => `${kind}${name}`))
    .filter((label) => (counts.get(label) ?? 0) < 10);
  expect(missing).toEqual([]);
  expect(fc.sample(kernelCase(), { numRuns: 1000, seed: 1 }).filter(({ kind, groups }) => kind === "grouped" && groups > 1).length).toBeGreaterThan(10); // prettier-ignore
});

it("shrinks to one pixel, one channel and one place of the window", () => {
  const found = fc.check(
    fc.property(kernelCase(), () => false),
    { seed: 1 },
  );
  expect(found.counterexample).toEqual([
    { ...plain, window: [1, 1], image: [1, 1], outputs: 1, entries: { integers: [0] } },
  ]);
});
