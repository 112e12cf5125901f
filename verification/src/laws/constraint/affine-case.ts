import * as tf from "@tensorflow/tfjs-core";
import * as tfl from "@tensorflow/tfjs-layers";
import * as fc from "fast-check";
import { sizeOf } from "./architecture.ts";
import type { StepCase } from "./train-step.ts";

/** An affine critic `⟨w, x⟩ + 1/2`, whose gradient is w everywhere, and batches for it. */
export interface AffineCase extends StepCase {
  /** Shape of a sample: a list of numbers, or pixels by channels. */
  readonly shape: readonly number[];
  /** w, cycled through; not all zero. */
  readonly kernel: readonly number[];
}

/** Affine critics of points and of images, with whole numbers. */
export function affineCase(): fc.Arbitrary<AffineCase> {
  const entry = fc.integer({ min: -3, max: 3 });
  return fc.record({
    shape: fc.constantFrom([1], [2], [3], [2, 2, 1], [1, 2, 3]),
    kernel: fc
      .array(entry, { minLength: 1, maxLength: 6 })
      .map((list) => (list[0] === 0 ? [1].concat(list.slice(1)) : list)),
    batchSize: fc.integer({ min: 1, max: 3 }),
    seed: fc.nat(999),
  });
}

/** Directions of a whole norm, so that a multiple of a given length is right to two roundings. */
const directions: readonly { shape: readonly number[]; kernel: readonly number[] }[] = [
  { shape: [1], kernel: [1] },
  { shape: [1], kernel: [-1] },
  { shape: [2], kernel: [3, 4] },
  { shape: [2], kernel: [-5, 12] },
  { shape: [3], kernel: [2, -1, 2] },
  { shape: [3], kernel: [0, 1, 0] },
  { shape: [3], kernel: [2, 3, -6] },
  { shape: [2, 2, 1], kernel: [1, 1, 1, 1] },
  { shape: [2, 1, 2], kernel: [2, -4, 5, 6] },
  { shape: [1, 1, 4], kernel: [1, 1, 3, -5] },
];

/** Affine critics whose norm is a whole number. */
export function wholeNormCase(): fc.Arbitrary<AffineCase> {
  return fc
    .record({ direction: fc.constantFrom(...directions), batchSize: fc.integer({ min: 1, max: 3 }), seed: fc.nat(999) })
    .map(({ direction, ...batches }) => Object.assign({}, direction, batches));
}

/** The norm of a case's kernel. */
export function normOf({ shape, kernel }: Pick<AffineCase, "shape" | "kernel">): number {
  return Math.hypot(...kernelEntries({ shape, kernel }));
}

/** The entries of a case's kernel, one a number of the sample. */
export function kernelEntries({ shape, kernel }: Pick<AffineCase, "shape" | "kernel">): number[] {
  return Array.from({ length: sizeOf(shape) }, (_, i) => kernel[i % kernel.length] ?? 0);
}

/**
 * The critic of a case.
 *
 * @param given - the case
 * @param factor - what its kernel is multiplied by
 */
export function affineCritic(given: AffineCase, factor = 1): tfl.LayersModel {
  const inputShape = [...given.shape];
  const { dense, flatten } = tfl.layers;
  const layers =
    inputShape.length === 1
      ? [dense({ name: "score", units: 1, inputShape })]
      : [flatten({ name: "flat", inputShape }), dense({ name: "score", units: 1 })];
  const model = tfl.sequential({ layers });
  tf.tidy(() => {
    const values = Float32Array.from(kernelEntries(given), (entry) => entry * factor);
    model.setWeights([tf.tensor(values, [values.length, 1]), tf.tensor([0.5])]);
  });
  return model;
}

/** A case as a person reads it. */
export function showAffine(given: AffineCase): string {
  const { shape, batchSize, seed } = given;
  return `critic: <w, x> + 0.5 with w = [${kernelEntries(given).join(", ")}], samples of shape [${shape.join(", ")}]\nbatches: ${batchSize} normal samples of seed ${seed}`;
}

/** The classes of a case, for statistics. */
export function affineLabels({ shape, batchSize }: AffineCase): readonly string[] {
  return [`sample: [${shape.join(", ")}]`, `batch: ${batchSize}`];
}
