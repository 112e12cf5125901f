import * as tf from "@tensorflow/tfjs-core";
import * as fc from "fast-check";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";

import { TRAIN_BATCH_NORM, TRAIN_BATCH_NORM_GRADIENT } from "../../../src/gradients/train-batch-norm.ts";
import { watchRefusals, type RefusalWatch } from "../support/watch-refusals.ts";
import { nativeBackends } from "../../support/tested-backends.ts";
import { outsideTolerance, withoutLeak } from "../../wasm-kernels/support/run-kernel.ts";
import {
  expectedByStatistics,
  expectedForward,
  expectedGradient,
  type BatchNormCase,
  type Expected,
} from "./support/batch-norm-reference.ts";

/** Computes with a kernel; tensors are given as numbers and come back as such. */
function compute(
  kernel: string,
  inputs: Readonly<Record<string, readonly [values: readonly number[], shape: readonly number[]] | undefined>>,
  epsilon: number,
): number[][] {
  return tf.tidy(() => {
    const present = Object.entries(inputs).filter(([, given]) => given !== undefined);
    const tensors = Object.fromEntries(
      present.map(([name, given]) => [name, tf.tensor([...given![0]], [...given![1]])]),
    );
    const result: tf.Tensor | tf.Tensor[] = tf.engine().runKernel(kernel, tensors, { varianceEpsilon: epsilon });
    return [result].flat().map((output) => Array.from(output.dataSync()));
  });
}

function outputs(inputs: tf.NamedTensorMap): tf.Tensor[] {
  return tf.engine().runKernel<tf.Tensor[]>(TRAIN_BATCH_NORM, inputs, { varianceEpsilon: 1 });
}

/** Numbers of float32 with their own scale, so that means are far from 0 in places. */
const numbers = (length: number): fc.Arbitrary<number[]> =>
  fc
    .tuple(
      fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: length, maxLength: length }),
      fc.integer({ min: -3, max: 3 }),
    )
    .map(([values, shift]) => values.map((value) => Math.fround(value / 512 + shift)));

/** Batches of few channels and of many, whole vectors of the processor and not, of rank 2 to 4. */
const cases: fc.Arbitrary<BatchNormCase> = fc
  .tuple(
    fc.constantFrom(1, 2, 3, 8, 16, 17, 32, 48),
    fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 3 }),
  )
  .chain(([channels, outer]) => {
    const shape = [...outer, channels];
    const size = shape.reduce((product, length) => product * length, 1);
    return fc.record({
      shape: fc.constant(shape),
      x: numbers(size),
      dy: numbers(size),
      scale: numbers(channels),
      offset: numbers(channels),
      epsilon: fc.constantFrom(0.125, 2 ** -10),
    });
  });

for (const { title, isMissing, start } of nativeBackends) {
  describe.skipIf(isMissing)(`batch normalisation on ${title}`, () => {
    let stop: (() => Promise<void>) | undefined;
    let watch: RefusalWatch | undefined;
    beforeAll(async () => {
      stop = await start();
      watch = watchRefusals();
    });
    afterEach(() => {
      watch?.check();
    });
    afterAll(async () => {
      watch?.end();
      await stop?.();
    });

    it("normalises two numbers to −1 and 1", () => {
      const inputs = {
        x: [
          [1, 5],
          [2, 1],
        ],
        scale: [[3], [1]],
        offset: [[10], [1]],
      } as const;
      expect(compute(TRAIN_BATCH_NORM, inputs, 0)).toEqual([[7, 13], [3], [4]]);
    });

    it("keeps NaN in its own channel", () => {
      const x = [Number.NaN, 1, 2, 3];
      const inputs = { x: [x, [2, 2]], scale: [[1, 1], [2]], offset: [[0, 0], [2]] } as const;
      const [y] = compute(TRAIN_BATCH_NORM, inputs, 0);
      expect(y).toEqual([Number.NaN, -1, Number.NaN, 1]);
    });

    it("has no outputs for whole numbers, and for parameters of another length", () => {
      tf.tidy(() => {
        const [x, one, two] = [tf.ones([2, 2]), tf.ones([1]), tf.ones([2])];
        expect(outputs({ x, scale: one, offset: two })).toEqual([]);
        expect(outputs({ x: tf.ones([2, 2], "int32"), scale: two, offset: two })).toEqual([]);
        expect(outputs({ x, scale: two, offset: two })).toHaveLength(3);
      });
    });

    it("leaves nothing behind", () => {
      const x = tf.ones([8, 8, 8, 8]);
      const vector = tf.ones([8]);
      withoutLeak(() => {
        tf.tidy(() => {
          const attributes = { varianceEpsilon: 1 };
          const named = { x, scale: vector, offset: vector, mean: vector, variance: vector };
          tf.engine().runKernel("FusedBatchNorm", named, attributes);
          tf.engine().runKernel(TRAIN_BATCH_NORM, named, attributes);
          tf.engine().runKernel(TRAIN_BATCH_NORM_GRADIENT, { ...named, dy: x }, attributes);
        });
      });
      tf.dispose([x, vector]);
    });

    it("agrees with float64 by the batch's own statistics, for all batches", () => {
      fc.assert(
        fc.property(cases, (given) => {
          const vector = [given.scale.length];
          const inputs = {
            x: [given.x, given.shape],
            scale: [given.scale, vector],
            offset: [given.offset, vector],
          } as const;
          const [y, mean, variance] = compute(TRAIN_BATCH_NORM, inputs, given.epsilon);
          const expected = expectedForward(given);
          expect(outsideTolerance(y!, toReference(expected.y))).toEqual([]);
          expect(outsideTolerance(mean!, toReference(expected.mean))).toEqual([]);
          expect(outsideTolerance(variance!, toReference(expected.variance))).toEqual([]);
        }),
        { numRuns: 40 },
      );
    });

    it("has the gradient of float64, for all batches and cotangents", () => {
      fc.assert(
        fc.property(cases, (given) => {
          const vector = [given.scale.length];
          const { mean, variance } = expectedForward(given);
          const inputs = {
            dy: [given.dy, given.shape],
            x: [given.x, given.shape],
            mean: [mean.values, vector],
            variance: [variance.values, vector],
            scale: [given.scale, vector],
          } as const;
          const [dx, dScale] = compute(TRAIN_BATCH_NORM_GRADIENT, inputs, given.epsilon);
          const expected = expectedGradient(given);
          expect(outsideTolerance(dx!, toReference(expected.dx))).toEqual([]);
          expect(outsideTolerance(dScale!, toReference(expected.dScale))).toEqual([]);
        }),
        { numRuns: 40 },
      );
    });

    it("agrees with float64 by given statistics, with and without scale and offset", () => {
      fc.assert(
        fc.property(cases, fc.boolean(), fc.boolean(), (given, hasScale, hasOffset) => {
          // Repeated until oneDNN takes it: WASM has the small ones.
          const times = Math.ceil(2 ** 11 / given.x.length);
          const repeated = <Value>(values: readonly Value[]): Value[] =>
            Array.from({ length: times }, () => values).flat();
          const channels = given.scale.length;
          const vector = [channels];
          const variance = given.offset.map(Math.abs);
          const x = repeated(given.x);
          const inputs = {
            x: [x, [times, x.length / times / channels, 1, channels]],
            mean: [given.dy.slice(0, channels), vector],
            variance: [variance, vector],
            scale: hasScale ? ([given.scale, vector] as const) : undefined,
            offset: hasOffset ? ([given.offset, vector] as const) : undefined,
          } as const;
          const [y] = compute("FusedBatchNorm", inputs, given.epsilon);
          const scale = hasScale ? given.scale : given.scale.map(() => 1);
          const offset = hasOffset ? given.offset : given.offset.map(() => 0);
          const expected = expectedByStatistics({ ...given, x, scale, offset }, given.dy.slice(0, channels), variance);
          expect(outsideTolerance(y!, toReference(expected))).toEqual([]);
        }),
        { numRuns: 30 },
      );
    });
  });
}

function toReference({ values, tolerance }: Expected): { values: Float64Array; tolerance: Float64Array } {
  return { values: Float64Array.from(values), tolerance: Float64Array.from(tolerance) };
}
