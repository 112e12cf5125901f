import * as tf from "@tensorflow/tfjs-core";
import * as fc from "fast-check";
import { matrixProduct } from "../reference/matrix-product.ts";
import { argument, type Draw, seeds } from "../trial/draw.ts";
import type { ConformanceCase, Trial } from "../trial/trial.ts";
import { define, shown } from "./define.ts";

const FAMILY = "matrix products";

interface Product {
  readonly outerA: readonly number[];
  readonly outerB: readonly number[];
  readonly rows: number;
  readonly inner: number;
  readonly columns: number;
  readonly draw: Draw;
  readonly seed: number;
}

function trialOf(p: Product, transposeA: boolean, transposeB: boolean): Trial {
  const { rows, inner, columns } = p;
  const a = [...p.outerA, ...(transposeA ? [inner, rows] : [rows, inner])];
  const b = [...p.outerB, ...(transposeB ? [columns, inner] : [inner, columns])];
  return {
    shown: `${shown(a)} and ${shown(b)}, ${p.draw} numbers from seed ${p.seed}`,
    args: [argument(a, p.draw, p.seed), argument(b, p.draw, p.seed + 1)],
    run: (x, y) => tf.matMul(x, y, transposeA, transposeB),
    reference: (x, y) => matrixProduct(x, y, transposeA, transposeB),
  };
}

const extents = (most: number) => fc.integer({ min: 1, max: most });
const draws: fc.Arbitrary<Draw> = fc.constantFrom("real", "whole");

type Outer = readonly [readonly number[], readonly number[]];

/** Axes before the matrices. */
const batches = fc.constantFrom<Outer>(
  [[3], [3]],
  [[1], [1]],
  [
    [2, 2],
    [2, 2],
  ],
  [
    [4, 1],
    [4, 1],
  ],
);
/** The same, one of them broadcast. */
const broadcastBatches = fc.constantFrom<Outer>([[3], [1]], [[1], [2]], [[2], []], [[], [3]]);
/** Several axes, some of them broadcast. */
const mixedBatches = fc.constantFrom<Outer>(
  [
    [2, 1],
    [2, 3],
  ],
  [
    [1, 2],
    [3, 1],
  ],
  [[2, 3], [3]],
);

const small = (most: number) =>
  fc.record({ rows: extents(most), inner: extents(most), columns: extents(most), draw: draws, seed: seeds() });

const transposes = [false, true].flatMap((a) => [false, true].map((b) => [a, b] as const));
const nameOf = (a: boolean, b: boolean) => `${a ? "Aᵀ" : "A"} ${b ? "Bᵀ" : "B"}`;

/** Matrix products with and without transposes, in batches, and large enough for every backend's fast path. */
export const productCases: readonly ConformanceCase[] = transposes.flatMap(([a, b]) => [
  define(
    FAMILY,
    `matMul ${nameOf(a, b)}`,
    small(19).map((p) => trialOf({ ...p, outerA: [], outerB: [] }, a, b)),
  ),
  define(
    FAMILY,
    `matMul ${nameOf(a, b)} in batches`,
    fc.tuple(small(6), batches).map(([p, [outerA, outerB]]) => trialOf({ ...p, outerA, outerB }, a, b)),
  ),
  define(
    FAMILY,
    `matMul ${nameOf(a, b)} in broadcast batches`,
    fc.tuple(small(6), broadcastBatches).map(([p, [outerA, outerB]]) => trialOf({ ...p, outerA, outerB }, a, b)),
  ),
  define(
    FAMILY,
    `matMul ${nameOf(a, b)} in batches broadcast along some of several axes`,
    fc.tuple(small(6), mixedBatches).map(([p, [outerA, outerB]]) => trialOf({ ...p, outerA, outerB }, a, b)),
  ),
  define(
    FAMILY,
    `matMul ${nameOf(a, b)}, large`,
    fc
      .record({
        rows: fc.integer({ min: 90, max: 100 }),
        inner: fc.integer({ min: 90, max: 100 }),
        columns: fc.integer({ min: 90, max: 100 }),
        draw: draws,
        seed: seeds(),
      })
      .map((p) => trialOf({ ...p, outerA: [], outerB: [] }, a, b)),
    { share: 0.1 },
  ),
]);
