import { type ConstrainedWeight, createRng, kernelMatrix, powerIteration } from "@lipschitz-gan/core";
import { spectralNorm, weightNorm } from "@lipschitz-gan/regularizers";
import { adam } from "@lipschitz-gan/training";
import * as tf from "@tensorflow/tfjs-core";
import * as fc from "fast-check";
import { minus, over, plus, squared, squareRoot, times } from "../reference/arithmetic.ts";
import { mapped } from "../reference/mapped.ts";
import { matrixProduct } from "../reference/matrix-product.ts";
import { leaf, type ReferenceNode } from "../reference/node.ts";
import { reshaped } from "../reference/picked.ts";
import { sumOver } from "../reference/reductions.ts";
import { argument, largeShapes, numbers, seeds, shapes } from "../trial/draw.ts";
import type { ConformanceCase, Trial } from "../trial/trial.ts";
import { curveNamed } from "./curves.ts";
import { define, shown, VALUE } from "./define.ts";

const FAMILY = "steps";
const [learningRate, beta1, beta2, epsilon] = [0.125, 0.5, 0.875, 2 ** -10]; // as float32 holds them

const scalar = (value: number) => leaf([], [value]);

/** Algorithm 1 of Kingma & Ba (2015), two steps. */
function twoSteps(start: ReferenceNode, gradients: readonly ReferenceNode[]): ReferenceNode {
  let [weight, first, second] = [start, scalar(0), scalar(0)];
  for (const [i, gradient] of gradients.entries()) {
    first = plus(times(scalar(beta1), first), times(scalar(1 - beta1), gradient));
    second = plus(times(scalar(beta2), second), times(scalar(1 - beta2), squared(gradient)));
    const mean = times(first, scalar(1 / (1 - beta1 ** (i + 1))));
    const deviation = mapped(times(second, scalar(1 / (1 - beta2 ** (i + 1)))), squareRoot);
    weight = minus(weight, times(scalar(learningRate), over(mean, plus(deviation, scalar(epsilon)))));
  }
  return weight;
}

function adamTrial(shape: readonly number[], seed: number): Trial {
  return {
    shown: `${shown(shape)}, numbers from seed ${seed}`,
    args: [argument(shape, "real", seed), argument(shape, "real", seed + 1), argument(shape, "real", seed + 2)],
    run: (weight, ...gradients) => {
      const variable = tf.variable(weight);
      const optimizer = adam({ learningRate, beta1, beta2, epsilon });
      for (const gradient of gradients) optimizer.apply({ weight: gradient }, { weight: variable });
      optimizer.dispose();
      return tf.clone(variable);
    },
    reference: (weight, ...gradients) => twoSteps(weight, gradients),
  };
}

/** One round of power iteration on `[1, columns, rows]`, of which one vector is looked at. */
function roundTrial(columns: number, rows: number, which: "u" | "v", seed: number): Trial {
  return {
    shown: `${which} of ${shown([columns, rows])}, numbers from seed ${seed}`,
    args: [argument([1, columns, rows], "real", seed), argument([1, 1, rows], "real", seed + 1)],
    run: (blocks, u) => powerIteration(blocks as tf.Tensor3D, { u, v: tf.ones([1, columns, 1]) })[which],
    reference: (...nodes) => {
      const [blocks, u] = nodes as [ReferenceNode, ReferenceNode];
      const v = unit(matrixProduct(blocks, reshaped(u, [1, rows, 1])), [1]);
      return which === "v" ? v : unit(matrixProduct(reshaped(v, [1, 1, columns]), blocks), [2]);
    },
  };
}

const unit = (x: ReferenceNode, axes: readonly number[]): ReferenceNode =>
  over(x, mapped(sumOver(squared(x), { axes, keepDims: true }), squareRoot));

/** W / |vᵀWu| as the spectral norm's parametrization has it, u and v constants; W has the inputs first. */
function normalisedTrial(columns: number, rows: number, seed: number): Trial {
  const [u, v] = [numbers(rows, "real", seed + 1), numbers(columns, "real", seed + 2)];
  return {
    shown: `${shown([columns, rows])}, numbers from seed ${seed}`,
    args: [argument([columns, rows], "real", seed)],
    run: (w) => {
      const weight = denseWeight(w, [columns, rows]);
      const bound = spectralNorm().bind([weight], createRng(seed));
      const state = bound.state() as Record<string, tf.Variable>; // u and v are variables of this mode
      state["w/u"]?.assign(tf.tensor(u, [1, 1, rows]));
      state["w/v"]?.assign(tf.tensor(v, [1, columns, 1]));
      return bound.parametrize?.(weight, w) ?? tf.scalar(Number.NaN);
    },
    reference: (w) => {
      const value = w;
      const product = matrixProduct(leaf([1, columns], v), value);
      return over(value, mapped(matrixProduct(product, leaf([rows, 1], u)), magnitude));
    },
  };
}

/** W with every column divided by its norm, as the weight norm's parametrization has it; W has the inputs first. */
function normedTrial(columns: number, rows: number, seed: number): Trial {
  return {
    shown: `${shown([columns, rows])}, numbers from seed ${seed}`,
    args: [argument([columns, rows], "real", seed)],
    run: (w) => {
      const weight = denseWeight(w, [columns, rows]);
      const bound = weightNorm().bind([weight], createRng(seed));
      return bound.parametrize?.(weight, w) ?? tf.scalar(Number.NaN);
    },
    reference: (w) => unit(w, [0]),
  };
}

/** A tensor as the kernel of a dense layer. */
function denseWeight(w: tf.Tensor, shape: readonly [columns: number, rows: number]): ConstrainedWeight {
  const matrix = kernelMatrix("dense", shape);
  return { name: "w", layer: "l", kind: "dense", shape, variable: tf.variable(w), matrix, operators: [] };
}

const magnitude = { ...curveNamed("abs"), isWhole: false };

/** 0 for a tensor of finite numbers and NaN for any other, in one kernel where the backend has it. */
function finiteTrial(shape: readonly number[], spoilt: boolean, seed: number): Trial {
  const values = numbers(
    shape.reduce((product, extent) => product * extent, 1),
    "real",
    seed,
  );
  if (spoilt) values[seed % values.length] = [Number.NaN, Infinity, -Infinity][seed % 3] ?? Number.NaN;
  return {
    shown: `${shown(shape)}${spoilt ? " with one that is not finite" : ""}, numbers from seed ${seed}`,
    args: [{ shape, values }],
    run: (x) => {
      const tensor = x;
      // Typed as always there; undefined at run time for a kernel that the backend lacks.
      const kernel: tf.KernelConfig | undefined = tf.getKernel("FiniteCheck", tf.getBackend());
      if (kernel === undefined) return tf.reshape(tf.sum(tf.mul(tensor, 0)), [1]);
      return tf.engine().runKernel<tf.Tensor>("FiniteCheck", { "0": tensor });
    },
    reference: () => leaf([1], [spoilt ? Number.NaN : 0]),
    scaleOfSpecial: 0,
  };
}

const extent = fc.integer({ min: 1, max: 40 });

/** Steps of optimizers and of power iteration, and what else backends have in one kernel. */
export const stepCases: readonly ConformanceCase[] = [
  define(
    FAMILY,
    "two steps of Adam",
    fc.tuple(shapes(0, 4), seeds()).map(([shape, seed]) => adamTrial(shape, seed)),
    { orders: VALUE },
  ),
  define(
    FAMILY,
    "two steps of Adam, large",
    fc.tuple(largeShapes(), seeds()).map(([shape, seed]) => adamTrial(shape, seed)),
    { orders: VALUE, share: 0.1 },
  ),
  ...(["v", "u"] as const).map((which) =>
    define(
      FAMILY,
      `a round of power iteration, ${which}`,
      fc.tuple(extent, extent, seeds()).map(([columns, rows, seed]) => roundTrial(columns, rows, which, seed)),
      { orders: VALUE },
    ),
  ),
  define(
    FAMILY,
    "spectral normalisation of a kernel",
    fc.tuple(extent, extent, seeds()).map(([columns, rows, seed]) => normalisedTrial(columns, rows, seed)),
  ),
  define(
    FAMILY,
    "weight normalisation of a kernel",
    fc.tuple(extent, extent, seeds()).map(([columns, rows, seed]) => normedTrial(columns, rows, seed)),
  ),
  define(
    FAMILY,
    "check for numbers that are not finite",
    fc.tuple(shapes(1, 4), seeds()).map(([shape, seed]) => finiteTrial(shape, false, seed)),
    { orders: VALUE },
  ),
  define(
    FAMILY,
    "check for numbers that are not finite, of special values",
    fc.tuple(shapes(1, 4), seeds()).map(([shape, seed]) => finiteTrial(shape, true, seed)),
    { orders: VALUE },
  ),
];
