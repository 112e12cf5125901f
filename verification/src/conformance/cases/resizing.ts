import * as tf from "@tensorflow/tfjs-core";
import * as fc from "fast-check";
import { linear } from "../reference/linear.ts";
import type { ReferenceNode } from "../reference/node.ts";
import { pickedAt } from "../reference/picked.ts";
import { argument, seeds } from "../trial/draw.ts";
import type { ConformanceCase, Trial } from "../trial/trial.ts";
import { rank4 } from "./convolutions.ts";
import { define, shown } from "./define.ts";

const FAMILY = "resizing";

interface Resizing {
  readonly from: readonly [number, number, number, number];
  readonly to: readonly [number, number];
  /** How pixels lie: their corners, aligned corners, or half pixels. */
  readonly corners: boolean;
  readonly halfPixels: boolean;
  readonly seed: number;
}

/** Where a pixel of the result lies in the image, along one axis. */
function place(index: number, from: number, to: number, { corners, halfPixels }: Resizing): number {
  const scale = corners && to > 1 ? (from - 1) / (to - 1) : from / to;
  return halfPixels ? (index + 0.5) * scale - 0.5 : index * scale;
}

/** TensorFlow's: linear between the two pixels around, at most the last pixel, at least the first. */
function bilinear(r: Resizing, x: ReferenceNode): ReferenceNode {
  const [batch, height, width, depth] = r.from;
  const [rows, columns] = r.to;
  const around = (index: number, from: number, to: number) => {
    const at = place(index, from, to, r);
    const below = Math.max(0, Math.floor(at));
    return { below, above: Math.min(from - 1, Math.ceil(at)), share: Math.max(0, at) - below };
  };
  // A place up to h is rounded in float32, and what is off goes into the weights: h + w, halved as terms round 4 times.
  const slack = (height + width + 1) / 2;
  return linear(x, [batch, rows, columns, depth], (emit) => {
    for (let n = 0; n < batch; n += 1)
      for (let i = 0; i < rows; i += 1)
        for (let j = 0; j < columns; j += 1) {
          const [row, column] = [around(i, height, rows), around(j, width, columns)];
          for (const [y, wy] of [
            [row.below, 1 - row.share],
            [row.above, row.share],
          ] as const)
            for (const [z, wz] of [
              [column.below, 1 - column.share],
              [column.above, column.share],
            ] as const)
              for (let c = 0; c < depth; c += 1) {
                const target = ((n * rows + i) * columns + j) * depth + c;
                emit(target, ((n * height + y) * width + z) * depth + c, wy * wz, wy * wz + slack);
              }
        }
  });
}

/** The nearest pixel: rounded with aligned corners, else cut off. */
function nearest(r: Resizing, x: ReferenceNode): ReferenceNode {
  const [batch, height, width, depth] = r.from;
  const [rows, columns] = r.to;
  const source = (index: number, from: number, to: number) => {
    const scale = r.corners && to > 1 ? (from - 1) / (to - 1) : from / to;
    const at = r.halfPixels ? (index + 0.5) * scale : index * scale;
    return Math.min(from - 1, Math.max(0, r.corners ? Math.round(at) : Math.floor(at)));
  };
  return pickedAt(x, [batch, rows, columns, depth], ([n = 0, i = 0, j = 0, c = 0]) => [
    n,
    source(i, height, rows),
    source(j, width, columns),
    c,
  ]);
}

function trialOf(name: "resizeBilinear" | "resizeNearestNeighbor", r: Resizing): Trial {
  const how = `${r.corners ? ", aligned corners" : ""}${r.halfPixels ? ", half pixels" : ""}`;
  return {
    shown: `${shown(r.from)} to ${shown(r.to)}${how}, numbers from seed ${r.seed}`,
    args: [argument(r.from, name === "resizeBilinear" ? "real" : "distinct whole", r.seed)],
    run: (x) => tf.image[name](rank4(x), [...r.to], r.corners, r.halfPixels),
    reference: (x) => (name === "resizeBilinear" ? bilinear : nearest)(r, x),
  };
}

const extent = fc.integer({ min: 1, max: 5 });
const conventions = fc.constantFrom("pixels", "corners", "half pixels");

/**
 * Ratios of powers of two, so that float32 finds the same places: at a ratio such as 3/5 a place that is a whole number
 * may be rounded to just below it, and the nearest pixel is then another one.
 */
const exactSizes = fc
  .tuple(fc.constantFrom(1, 2, 4), fc.constantFrom(1, 2, 4), fc.constantFrom(1, 2, 4, 8), fc.constantFrom(1, 2, 4, 8))
  .map(([h, w, rows, columns]) => ({ size: [h, w] as const, to: [rows, columns] as const }));
const anySizes = fc
  .tuple(extent, extent, fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 }))
  .map(([h, w, rows, columns]) => ({ size: [h, w] as const, to: [rows, columns] as const }));

const resizings = (sizes: typeof anySizes): fc.Arbitrary<Resizing> =>
  fc
    .tuple(fc.integer({ min: 1, max: 2 }), sizes, extent, conventions, seeds())
    .map(([batch, { size, to }, depth, convention, seed]) => ({
      from: [batch, ...size, depth] as const,
      to,
      corners: convention === "corners",
      halfPixels: convention === "half pixels",
      seed,
    }));

/** Resizing of images in all conventions of where a pixel lies. */
export const resizingCases: readonly ConformanceCase[] = [
  define(
    FAMILY,
    "resizeBilinear",
    resizings(anySizes).map((r) => trialOf("resizeBilinear", r)),
  ),
  define(
    FAMILY,
    "resizeNearestNeighbor",
    resizings(exactSizes)
      .filter(({ corners }) => !corners)
      .map((r) => trialOf("resizeNearestNeighbor", r)),
  ),
];
