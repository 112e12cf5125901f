import * as tf from "@tensorflow/tfjs-core";
import * as fc from "fast-check";
import { eachEntry } from "../reference/coordinates.ts";
import type { ReferenceNode } from "../reference/node.ts";
import { summedProducts } from "../reference/summed-products.ts";
import { argument, type Draw, seeds } from "../trial/draw.ts";
import type { ConformanceCase, Trial } from "../trial/trial.ts";
import { define } from "./define.ts";

const FAMILY = "convolutions";

type Triple = readonly [number, number, number];

interface Volume {
  readonly batch: number;
  readonly size: Triple;
  readonly kernel: Triple;
  readonly stride: number;
  readonly inChannels: number;
  readonly filters: number;
  readonly draw: Draw;
  readonly seed: number;
}

const counts = ({ size, kernel, stride }: Volume): Triple => {
  const count = (d: 0 | 1 | 2) => Math.floor((size[d] - kernel[d]) / stride) + 1;
  return [count(0), count(1), count(2)];
};

/** Convolution of `[n, d, h, w, in]` with `[kd, kh, kw, in, out]`, without padding. */
function convolution3d(v: Volume, x: ReferenceNode, kernel: ReferenceNode): ReferenceNode {
  const { batch, inChannels, filters, stride } = v;
  const shape = [batch, ...counts(v), filters];
  const [, height, width] = v.size;
  return summedProducts(x, kernel, shape, (emit) => {
    eachEntry([...shape, ...v.kernel], (index, [n = 0, a = 0, b = 0, c = 0, o = 0, i = 0, j = 0, k = 0]) => {
      const tap = index % (v.kernel[0] * v.kernel[1] * v.kernel[2]);
      const target = Math.floor(index / (v.kernel[0] * v.kernel[1] * v.kernel[2]));
      const voxel = ((n * v.size[0] + a * stride + i) * height + b * stride + j) * width + c * stride + k;
      for (let q = 0; q < inChannels; q += 1)
        emit(target, voxel * inChannels + q, (tap * inChannels + q) * filters + o);
    });
  });
}

function trialOf(v: Volume): Trial {
  return {
    shown: `[${v.batch}, ${v.size.join(", ")}, ${v.inChannels}], window ${v.kernel.join("×")}, stride ${v.stride}, filters ${v.filters}, ${v.draw} numbers from seed ${v.seed}`,
    args: [
      argument([v.batch, ...v.size, v.inChannels], v.draw, v.seed),
      argument([...v.kernel, v.inChannels, v.filters], v.draw, v.seed + 1),
    ],
    run: (x, kernel) => tf.conv3d(x as tf.Tensor5D, kernel as tf.Tensor5D, v.stride, "valid"),
    reference: (x, kernel) => convolution3d(v, x, kernel),
  };
}

const triple = (min: number, max: number): fc.Arbitrary<Triple> => {
  const extent = fc.integer({ min, max });
  return fc.tuple(extent, extent, extent);
};

/** Convolutions in three dimensions, which norms of operators are computed with. */
export const volumeCases: readonly ConformanceCase[] = [
  define(
    FAMILY,
    "conv3d",
    fc
      .record({
        batch: fc.integer({ min: 1, max: 2 }),
        size: triple(2, 4),
        kernel: triple(1, 2),
        stride: fc.integer({ min: 1, max: 2 }),
        inChannels: fc.integer({ min: 1, max: 2 }),
        filters: fc.integer({ min: 1, max: 2 }),
        draw: fc.constantFrom<Draw>("real", "whole"),
        seed: seeds(),
      })
      .map(trialOf),
  ),
];
