import * as tf from "@tensorflow/tfjs-core";
import "@tensorflow/tfjs-backend-cpu";
import * as layers from "@tensorflow/tfjs-layers";
import * as fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";

import { mendBatchNormalizationLayer } from "../../src/gradients/mend-batch-normalization-layer.ts";
import { registerSecondOrderGradients } from "../../src/gradients/register-second-order-gradients.ts";

type Layer = layers.layers.Layer;
type Options = Parameters<typeof layers.layers.batchNormalization>[0];

const UNIT_ROUNDOFF = 2 ** -24;

beforeAll(async () => {
  await tf.setBackend("cpu");
  registerSecondOrderGradients();
});

function built(shape: number[], options: Options = {}): Layer {
  const layer = layers.layers.batchNormalization(options);
  // Not by build(): TensorFlow.js disposes no layer that was never applied.
  tf.tidy(() => layer.apply(tf.zeros(shape)) as tf.Tensor);
  return layer;
}

/** A tensor of whole numbers over 8: exact in float32, so that inputs carry no rounding. */
const eighths = (length: number): fc.Arbitrary<number[]> =>
  fc.array(
    fc.integer({ min: -16, max: 16 }).map((value) => value / 8),
    { minLength: length, maxLength: length },
  );

/** TensorFlow.js numbers layers that have no name. */
const numberOfNext = (): number => Number(/\d+$/u.exec(layers.layers.batchNormalization().name)?.[0]);

const valuesOf = (t: tf.Tensor | tf.Tensor[]): number[] => Array.from([t].flat()[0]?.dataSync() ?? []);
const mean = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0) / values.length;

describe("tf.layers.batchNormalization", () => {
  it("normalises a batch by its own statistics, and moves the running ones towards them", () => {
    const layer = built([2, 1], { momentum: 0.9, epsilon: 0 });
    const y = tf.tidy(() => valuesOf(layer.apply(tf.tensor2d([[1], [5]]), { training: true }) as tf.Tensor));
    expect(y).toEqual([-1, 1]);
    const [, , movingMean, movingVariance] = layer.getWeights().map((weight) => weight.dataSync()[0]);
    // 0 + 0.1 (3 − 0) and 1 + 0.1 (4 − 1)
    expect(movingMean).toBeCloseTo(0.3, 6);
    expect(movingVariance).toBeCloseTo(1.3, 6);
    layer.dispose();
  });

  it("keeps the statistics that it has outside of training", () => {
    const layer = built([2, 1], { epsilon: 0 });
    const y = tf.tidy(() => valuesOf(layer.apply(tf.tensor2d([[1], [5]])) as tf.Tensor));
    expect(y).toEqual([1, 5]);
    expect(layer.getWeights().map((weight) => weight.dataSync()[0])).toEqual([1, 0, 0, 1]);
    layer.dispose();
  });

  it("trains without a scale and without an offset, where the stock layer fails", () => {
    for (const options of [{ scale: false }, { center: false }, { scale: false, center: false }]) {
      const layer = built([2, 1], { ...options, epsilon: 0 });
      const y = tf.tidy(() => valuesOf(layer.apply(tf.tensor2d([[1], [5]]), { training: true }) as tf.Tensor));
      expect(y).toEqual([-1, 1]);
      layer.dispose();
    }
  });

  it("gives a batch of one the offset, and a gradient of 0", () => {
    const layer = built([1, 2]);
    layer.setWeights([tf.tensor1d([2, 3]), tf.tensor1d([4, 5]), tf.zeros([2]), tf.ones([2])]);
    const apply = (x: tf.Tensor): tf.Tensor => layer.apply(x, { training: true }) as tf.Tensor;
    const x = tf.tensor2d([[7, -7]]);
    expect(tf.tidy(() => valuesOf(apply(x)))).toEqual([4, 5]);
    const gradient = tf.tidy(() => valuesOf(tf.grad((given) => tf.sum(tf.square(apply(given))))(x)));
    for (const value of gradient) expect(Math.abs(value)).toBe(0);
    x.dispose();
    layer.dispose();
  });

  it("leaves no tensor behind, in training or not", () => {
    const layer = built([4, 3]);
    const x = tf.ones([4, 3]);
    for (const training of [true, false]) {
      const loss = (given: tf.Tensor): tf.Scalar => tf.sum(tf.square(layer.apply(given, { training }) as tf.Tensor));
      const before = tf.memory().numTensors;
      layer.apply(x, { training }) as tf.Tensor;
      tf.dispose(tf.grad(loss)(x));
      expect(tf.memory().numTensors).toBe(before + 1); // the result
    }
    x.dispose();
    layer.dispose();
  });

  it("is mended once, and its name counts no other layer's", () => {
    const { prototype } = layers.layers.batchNormalization().constructor as { prototype: { call: unknown } };
    const before = prototype.call;
    const first = numberOfNext();
    mendBatchNormalizationLayer();
    expect(prototype.call).toBe(before);
    expect(numberOfNext()).toBe(first + 1);
  });

  it("refuses two inputs", () => {
    const layer = built([2, 1]);
    const x = tf.ones([2, 1]);
    expect(() => layer.call([x, x], {})).toThrow("batchNormalization: one input is normalised, received 2");
    x.dispose();
    layer.dispose();
  });

  // On processors, the stock layer takes its parameters in turn as if they lay along the last axis.
  it("normalises along any axis, in training and out of it", () => {
    const samples = fc.record({
      x: eighths(12),
      axis: fc.constantFrom(1, 2, -1, -2),
      parameters: fc.tuple(eighths(3), eighths(3), eighths(3), eighths(3)),
      training: fc.boolean(),
    });
    fc.assert(
      fc.property(samples, ({ x, axis, parameters: [gamma, beta, means, deviations], training }) => {
        const shape = axis === 1 || axis === -2 ? [2, 3, 2] : [2, 2, 3];
        const variances = deviations.map((value) => value ** 2);
        const layer = built(shape, { axis, epsilon: 0.125 });
        tf.tidy(() => layer.setWeights([gamma, beta, means, variances].map((values) => tf.tensor1d(values))));
        const found = tf.tidy(() => valuesOf(layer.apply(tf.tensor(x, shape), { training }) as tf.Tensor));
        layer.dispose();
        const channelOf = (i: number): number => (axis === 1 || axis === -2 ? Math.floor(i / 2) % 3 : i % 3);
        for (const [i, value] of x.entries()) {
          const c = channelOf(i);
          const members = x.filter((_, j) => channelOf(j) === c);
          const mu = training ? mean(members) : means[c]!;
          const v = training ? mean(members.map((member) => (member - mu) ** 2)) : variances[c]!;
          const expected = beta[c]! + (gamma[c]! * (value - mu)) / Math.sqrt(v + 0.125);
          // All inputs are at most 2 in absolute value and 1/√(v + ε) at most √8, so that every intermediate value is at
          // most 2 + 2·4·√8. Each of the dozen operations on the way, sums of four terms among them, rounds once a term.
          const scale = 2 + 2 * 4 * Math.sqrt(8);
          expect(Math.abs(found[i]! - expected)).toBeLessThanOrEqual(24 * UNIT_ROUNDOFF * scale);
        }
      }),
    );
  });
});
