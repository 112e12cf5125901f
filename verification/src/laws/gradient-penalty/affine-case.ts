import { createRng } from "@lipschitz-gan/core";
import * as tf from "@tensorflow/tfjs-core";
import * as tfl from "@tensorflow/tfjs-layers";
import * as fc from "fast-check";
import { type Batch, batchCase, type BatchCase, batchLabels, batchOf } from "../../arbitraries/batch-case.ts";
import { type Approximate, exactly, normOf } from "./running-error.ts";

/** An affine critic, `D(x) = ⟨w, x⟩ + b`, and two batches. */
export interface AffineCase {
  /** Shape of one sample, of rank 1 to 3. */
  readonly sample: readonly number[];
  /** One dense layer, or for images a convolution whose window is the whole image. */
  readonly layer: "dense" | "conv";
  /** Whole numbers that are divided by four and cycled through, or a seed of normal numbers. */
  readonly weights: { readonly quarters: readonly number[] } | { readonly seed: number };
  readonly real: BatchCase;
  /** Of the fake batch, of the same size. */
  readonly fakeSeed: number;
}

/** Affine critics on vectors, matrices and images of one to three channels; whole numbers and zero kernels among them. */
export function affineCase(): fc.Arbitrary<AffineCase> {
  const side = fc.integer({ min: 1, max: 3 });
  const shapes: fc.Arbitrary<Pick<AffineCase, "sample" | "layer">> = fc.oneof(
    fc.record({ sample: fc.tuple(fc.integer({ min: 1, max: 6 })), layer: fc.constant("dense" as const) }),
    fc.record({ sample: fc.tuple(side, side), layer: fc.constant("dense" as const) }),
    fc.record({ sample: fc.tuple(side, side, side), layer: fc.constantFrom("dense" as const, "conv" as const) }),
  );
  const weights = fc.oneof(
    { weight: 1, arbitrary: fc.constant({ quarters: [0] }) },
    {
      weight: 4,
      arbitrary: fc.record({ quarters: fc.array(fc.integer({ min: -12, max: 12 }), { minLength: 1, maxLength: 9 }) }),
    },
    { weight: 4, arbitrary: fc.record({ seed: fc.nat(1e6) }) },
  );
  return fc
    .tuple(shapes, fc.record({ weights, real: batchCase(), fakeSeed: fc.nat(1e6) }))
    .map(([shape, rest]) => Object.assign({}, shape, rest));
}

/** The weights w of a case, each a float32, in the order of a sample's entries. */
export function affineWeights({ sample, weights }: AffineCase): number[] {
  const length = sample.reduce((product, n) => product * n, 1);
  if ("quarters" in weights) {
    return Array.from({ length }, (_, i) => (weights.quarters[i % weights.quarters.length] ?? Number.NaN) / 4);
  }
  const random = createRng(weights.seed).stream("affine");
  return Array.from({ length }, () => Math.fround(random.normal()));
}

/**
 * `‖w‖`, and how far the norm of the critic's gradient can be off: the gradient itself is a product with one and exact, so
 * that only the squares, their sum and the root round, `(n/2 + 2) u ‖w‖` at most.
 */
export function affineNorm(given: AffineCase): Approximate {
  return normOf(affineWeights(given).map(exactly));
}

/** The critic, its kernel first, its bias a half; the caller disposes it. */
export function affineCritic(given: AffineCase): tfl.LayersModel {
  const model = tfl.sequential({ layers: layersOf(given) });
  tf.tidy(() => {
    const [kernel] = model.weights;
    const shape = (kernel?.shape ?? []).map(Number);
    model.setWeights([tf.tensor(affineWeights(given), shape), tf.tensor1d([0.5])]);
  });
  return model;
}

function layersOf({ sample, layer }: AffineCase): tfl.layers.Layer[] {
  const inputShape = [...sample];
  const [height = 1, width = 1] = sample;
  if (layer === "conv") {
    const conv = tfl.layers.conv2d({ name: "score", filters: 1, kernelSize: [height, width], inputShape });
    return [conv, tfl.layers.flatten({ name: "flat" })];
  }
  return sample.length > 1
    ? [tfl.layers.flatten({ name: "flat", inputShape }), tfl.layers.dense({ name: "score", units: 1 })]
    : [tfl.layers.dense({ name: "score", units: 1, inputShape })];
}

/** The real and the fake batch of a case. */
export function affineBatches({ sample, real, fakeSeed }: AffineCase): { readonly real: Batch; readonly fake: Batch } {
  const fake = { batchSize: real.batchSize, entries: { seed: fakeSeed }, hasDuplicates: false, hasZero: false };
  return { real: batchOf(real, sample), fake: batchOf(fake, sample) };
}

/** The classes of a case, for statistics. */
export function affineLabels(given: AffineCase): readonly string[] {
  const { sample, layer, real } = given;
  const [, , channels] = sample;
  return [
    channels === undefined ? `sample: rank ${sample.length}` : `sample: image of ${channels} channels`,
    `layer: ${layer}`,
    `w: ${affineNorm(given).value === 0 ? "zero" : "not zero"}`,
    ...batchLabels(real),
  ];
}
