import * as tf from "@tensorflow/tfjs-core";
import * as fc from "fast-check";
import { expect } from "vitest";

import { directionalDerivative, gradient, type Values } from "./differences.ts";

/** An operation, and a float64 version of it that knows nothing of gradients. */
export interface Operation {
  readonly name: string;
  /** Shapes of the arguments; the penalty is on the gradients of all of them. */
  readonly shapes: readonly number[][];
  /** The operation on tensors. */
  readonly op: (...args: tf.Tensor[]) => tf.Tensor;
  /** The operation on flat float64 arrays. */
  readonly mirror: (...args: number[][]) => number[];
  /** Where arguments live; default the grid itself. */
  readonly domain?: (value: number, argument: number) => number;
}

const UNIT_ROUNDOFF = 2 ** -24;

const sizeOf = (shape: readonly number[]) => shape.reduce((product, size) => product * size, 1);

/**
 * Distinct numbers at odd multiples of 1/20 around 0: no ties, and 1/20 from every kink that the
 * operations have (all at multiples of 1/10). The stencils reach 2·2e-3 + 2·4e-3 < 1/20.
 */
const spread = (length: number): fc.Arbitrary<number[]> =>
  fc.shuffledSubarray(
    Array.from({ length }, (_, i) => (2 * (i - Math.floor(length / 2)) + 1) / 20),
    { minLength: length, maxLength: length },
  );

const directions = (length: number): fc.Arbitrary<number[]> =>
  fc.array(
    fc.integer({ min: -8, max: 8 }).map((k) => k / 8),
    { minLength: length, maxLength: length },
  );

/** Output shape, found by running the operation once. */
function outputShape({ shapes, op }: Operation): number[] {
  return tf.tidy(() => op(...shapes.map((shape) => tf.ones(shape))).shape);
}

const dot = (a: ArrayLike<number>, b: readonly number[]) =>
  b.reduce((sum, value, i) => sum + value * (a[i] ?? Number.NaN), 0);

/** |∂S/∂θ| · |v|, the size of what is added up. */
const absoluteDot = (a: ArrayLike<number>, b: readonly number[]) =>
  b.reduce((sum, value, i) => sum + Math.abs(value * (a[i] ?? Number.NaN)), 0);

/** What the law differentiates, as functions of the arguments and of c. */
function differentiable({ shapes, op }: Operation): {
  readonly value: (...args: tf.Tensor[]) => tf.Scalar;
  readonly penalty: (...args: tf.Tensor[]) => tf.Scalar;
} {
  const value = (...args: tf.Tensor[]): tf.Scalar => {
    const y = op(...args.slice(0, -1));
    const c = args.at(-1) ?? tf.scalar(Number.NaN);
    return tf.sum(tf.mul(c, tf.add(y, tf.mul(0.5, tf.square(y)))));
  };
  const penalty = (...args: tf.Tensor[]): tf.Scalar => {
    const c = args.at(-1) ?? tf.scalar(Number.NaN);
    const slopes = tf.grads((...xs: tf.Tensor[]) => value(...xs, c))(args.slice(0, shapes.length));
    return tf.addN(slopes.map((slope) => tf.sum(tf.square(slope))));
  };
  return { value, penalty };
}

/**
 * The law: with f = Σ_j c_j (y_j + y_j²/2), y = op(x, …), the first-order gradient of f and the
 * gradient of the penalty S = ‖∂f/∂(x, …)‖², both with respect to all arguments and to c, agree
 * with finite differences of the float64 mirror along any direction. (The square makes the
 * cotangent depend on y, so that linear operations have a curvature to test too.)
 */
export function rightToSecondOrder(operation: Operation): fc.IProperty<unknown> {
  const { shapes, mirror, domain = (value) => value } = operation;
  const shape = outputShape(operation);
  const lengths = [...shapes.map(sizeOf), sizeOf(shape)];
  const sample = fc.record({
    at: fc.tuple(...lengths.map(spread)),
    direction: fc.tuple(...lengths.map(directions)),
  });

  const value = (at: Values) => {
    const y = mirror(...at.slice(0, -1).map((xs) => xs.slice()));
    return dot(
      y.map((v) => v + (v * v) / 2),
      at.at(-1) ?? [],
    );
  };
  const penalty = (at: Values) =>
    shapes.flatMap((_, argument) => gradient(value, at, argument)).reduce((sum, g) => sum + g * g, 0);

  const { value: tensorValue, penalty: tensorPenalty } = differentiable(operation);

  return fc.property(sample, ({ at: grid, direction }) => {
    const at = grid.map((xs, argument) =>
      argument < shapes.length ? xs.map((x) => Math.fround(domain(x, argument))) : xs.map(Math.fround),
    );
    for (const [mirrored, differentiated] of [
      [value, tensorValue],
      [penalty, tensorPenalty],
    ] as const) {
      const { grads, scale } = tf.tidy(() => {
        const tensors = at.map((xs, i) => tf.tensor(xs, shapes[i] ?? shape));
        const results = tf.valueAndGrads(differentiated)(tensors);
        return {
          grads: results.grads.map((g) => g.dataSync()),
          scale: Math.abs(results.value.dataSync()[0] ?? Number.NaN),
        };
      });
      const found = grads.reduce((sum, g, i) => sum + dot(g, direction[i] ?? []), 0);
      const size = grads.reduce((sum, g, i) => sum + absoluteDot(g, direction[i] ?? []), scale);
      const expected = directionalDerivative(mirrored, at, direction);
      // Every gradient entry is a sum of at most `longest` products, each a few dozen roundings
      // deep (forward, backward, backward of both); 1 stands for the c_j y_j themselves.
      const longest = Math.max(...lengths);
      const rounding = (64 + longest) * UNIT_ROUNDOFF * (size + 1);
      // the finite difference must be a sharp oracle, or the comparison would say nothing
      expect(expected.error).toBeLessThanOrEqual(1e-5 * (size + 1));
      expect(Math.abs(found - expected.value)).toBeLessThanOrEqual(rounding + expected.error);
    }
  });
}

/**
 * Mirror of a linear operation: its matrix, read off the forward kernel one unit vector at a time.
 * Gradients have no part in it.
 */
export function linearMirror(shape: number[], op: (x: tf.Tensor) => tf.Tensor): (x: number[]) => number[] {
  let columns: Float32Array[] | undefined;
  return (x) => {
    columns ??= Array.from({ length: sizeOf(shape) }, (_, i) =>
      tf.tidy(() => {
        const unit = Array.from({ length: sizeOf(shape) }, (__, j) => (i === j ? 1 : 0));
        return Float32Array.from(op(tf.tensor(unit, shape)).dataSync());
      }),
    );
    const matrix = columns;
    return Array.from(matrix[0] ?? [], (_, row) =>
      x.reduce((sum, value, column) => sum + value * (matrix[column]?.[row] ?? Number.NaN), 0),
    );
  };
}

/** A linear operation of one argument. */
export function linear(name: string, shape: number[], op: (x: tf.Tensor) => tf.Tensor): Operation {
  return { name, shapes: [shape], op, mirror: linearMirror(shape, op) };
}

/** An entrywise operation of one argument. */
export function entrywise(
  name: string,
  op: (x: tf.Tensor) => tf.Tensor,
  mirror: (x: number) => number,
  domain: (value: number) => number = (value) => value,
): Operation {
  return { name, shapes: [[2, 4]], op, mirror: (x) => x.map(mirror), domain };
}
