import * as tf from "@tensorflow/tfjs-core";
import * as fc from "fast-check";
import { minus, over, plus, squared, squareRoot, times } from "../reference/arithmetic.ts";
import { mapped } from "../reference/mapped.ts";
import { leaf, type ReferenceNode } from "../reference/node.ts";
import { meanOver } from "../reference/reductions.ts";
import { argument, largeShapes, seeds, shapes } from "../trial/draw.ts";
import type { ConformanceCase, Trial } from "../trial/trial.ts";
import { define, ONCE, shown } from "./define.ts";

const FAMILY = "normalisation";
const EPSILON = 2 ** -4; // a power of two, so that float32 holds it

/** offset + scale (x - mean) / √(variance + ε), the last four per channel. */
function normalised(
  x: ReferenceNode,
  [mean, variance, offset, scale]: readonly [ReferenceNode, ReferenceNode, ReferenceNode, ReferenceNode],
): ReferenceNode {
  const deviation = mapped(plus(variance, leaf([], [EPSILON])), squareRoot);
  return plus(offset, over(times(scale, minus(x, mean)), deviation));
}

type FourNodes = [ReferenceNode, ReferenceNode, ReferenceNode, ReferenceNode];

function inferenceTrial(shape: readonly number[], seed: number): Trial {
  const channels = shape.slice(-1);
  return {
    shown: `${shown(shape)}, numbers from seed ${seed}`,
    args: [
      argument(shape, "real", seed),
      argument(channels, "real", seed + 1),
      argument(channels, "real", seed + 2, (x) => Math.abs(x) + 0.25),
      argument(channels, "real", seed + 3),
      argument(channels, "real", seed + 4),
    ],
    run: (x, ...four) => {
      const [mean, variance, offset, scale] = four as tf.Tensor1D[];
      return tf.batchNorm(x, mean as tf.Tensor1D, variance as tf.Tensor1D, offset, scale, EPSILON);
    },
    reference: (x, ...four) => normalised(x, four as FourNodes),
  };
}

/** With the batch's own mean and variance, as a layer does in training; or those of every sample, over the last axis. */
function ownMomentsTrial(shape: readonly number[], over1: "batch" | "sample", seed: number): Trial {
  const last = shape.length - 1;
  const axes = over1 === "batch" ? Array.from({ length: last }, (_, d) => d) : [last];
  const channels = shape.slice(-1);
  return {
    shown: `${shown(shape)}, numbers from seed ${seed}`,
    args: [argument(shape, "real", seed), argument(channels, "real", seed + 1), argument(channels, "real", seed + 2)],
    run: (x, offset, scale) => {
      const { mean, variance } = tf.moments(x, axes, over1 === "sample");
      if (over1 === "batch") return tf.batchNorm(x, mean, variance, offset, scale, EPSILON);
      const centred = tf.mul(tf.sub(x, mean), tf.rsqrt(tf.add(variance, EPSILON)));
      return tf.add(tf.mul(scale, centred), offset);
    },
    reference: (...nodes) => {
      const [x, offset, scale] = nodes as [ReferenceNode, ReferenceNode, ReferenceNode];
      const reduction = { axes, keepDims: over1 === "sample" };
      const mean = meanOver(x, reduction);
      const centred = minus(x, over1 === "sample" ? mean : meanOver(x, { axes, keepDims: true }));
      return normalised(x, [mean, meanOver(squared(centred), reduction), offset, scale]);
    },
  };
}

const fromShapes = (from: fc.Arbitrary<number[]>, trial: (shape: readonly number[], seed: number) => Trial) =>
  fc.tuple(from, seeds()).map(([shape, seed]) => trial(shape, seed));
const large = largeShapes().filter((shape) => shape.length > 1);

/** Batch and layer normalisation, with given moments and with those of the batch. */
export const normalisationCases: readonly ConformanceCase[] = [
  define(FAMILY, "batchNorm with given moments", fromShapes(shapes(2, 4), inferenceTrial)),
  define(FAMILY, "batchNorm with given moments, large", fromShapes(large, inferenceTrial), {
    orders: ONCE,
    share: 0.1,
  }),
  ...(["batch", "sample"] as const).flatMap((which) => {
    const name = which === "batch" ? "batchNorm with the batch's moments" : "layer normalisation";
    const trial = (shape: readonly number[], seed: number) => ownMomentsTrial(shape, which, seed);
    return [
      define(FAMILY, name, fromShapes(shapes(2, 4), trial)),
      define(FAMILY, `${name}, large`, fromShapes(large, trial), { orders: ONCE, share: 0.1 }),
    ];
  }),
];
