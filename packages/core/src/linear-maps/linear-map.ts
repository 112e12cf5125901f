import * as tf from "@tensorflow/tfjs-core";
import { ShapeError } from "../errors.ts";

/**
 * A linear map T between tensors of fixed shape, with its adjoint T*, on batches of samples.
 *
 * `Σ (T x) · y = Σ x · (T* y)` for all x and y, up to rounding.
 */
export interface LinearMap {
  /** Shape of one input. */
  readonly inputShape: readonly number[];
  /** Shape of one output. */
  readonly outputShape: readonly number[];
  /**
   * T of every sample.
   *
   * @param x - shape `[n, ...inputShape]`
   * @returns shape `[n, ...outputShape]`, which the caller disposes
   */
  apply(x: tf.Tensor): tf.Tensor;
  /**
   * T* of every sample.
   *
   * @param y - shape `[n, ...outputShape]`
   * @returns shape `[n, ...inputShape]`, which the caller disposes
   */
  adjoint(y: tf.Tensor): tf.Tensor;
}

/** Options of {@link linearMap}. */
export interface LinearMapOptions {
  /**
   * The adjoint, `[n, ...outputShape]` to `[n, ...inputShape]`; the function's vector-Jacobian product unless given. For
   * functions whose gradient TensorFlow.js lacks or gets wrong.
   */
  readonly adjoint?: (y: tf.Tensor) => tf.Tensor;
  /** Shape of one output, where it is known; found by a call on zeros unless given. */
  readonly outputShape?: readonly number[];
}

/**
 * A linear function together with its adjoint, which is its vector-Jacobian product.
 *
 * The function must be linear in each sample, with no constant term, and made of differentiable operations of
 * TensorFlow.js; that it is linear is the caller's promise. The adjoint costs about one call and its gradient.
 *
 * @param apply - the function, `[n, ...inputShape]` to `[n, ...outputShape]` for any n; what it makes on the way is freed
 * @param inputShape - shape of one input
 * @param options - an adjoint of its own, and the shape of an output
 * @returns the map; it holds no tensors of its own
 * @throws {@link ShapeError} if the function does not keep the batch axis, or a map is called on a tensor of another shape
 *
 * @example
 * ```ts
 * import * as tf from "@tensorflow/tfjs-core";
 * import { linearMap } from "@lipschitz-gan/core";
 *
 * const differences = linearMap((x) => tf.sub(tf.slice(x, [0, 1], [-1, 2]), tf.slice(x, [0, 0], [-1, 2])), [3]);
 * differences.outputShape; // => [2]
 * [...differences.apply(tf.tensor2d([[1, 4, 9]])).dataSync()]; // => [3, 5]
 * [...differences.adjoint(tf.tensor2d([[3, 5]])).dataSync()]; // => [-3, -2, 5]
 * ```
 * @see https://pylops.readthedocs.io/en/stable/api/generated/pylops.utils.dottest.html, the test that an adjoint is one
 */
export function linearMap(
  apply: (x: tf.Tensor) => tf.Tensor,
  inputShape: readonly number[],
  { adjoint, outputShape: known }: LinearMapOptions = {},
): LinearMap {
  // The clone is an operation on the tape, so that a function that returns its argument has a gradient, too.
  const f = (x: tf.Tensor): tf.Tensor => apply(tf.clone(x));
  const outputShape = known === undefined ? shapeOfOne(f, inputShape) : [...known];
  const transpose = adjoint ?? ((y) => tf.grad(f)(tf.zeros([y.shape[0] ?? 0, ...inputShape]), y));
  return {
    inputShape: [...inputShape],
    outputShape,
    apply: (x) => {
      checkBatch("LinearMap.apply", inputShape, x);
      return tf.tidy(() => f(x));
    },
    adjoint: (y) => {
      checkBatch("LinearMap.adjoint", outputShape, y);
      return tf.tidy(() => transpose(tf.clone(y)));
    },
  };
}

function shapeOfOne(f: (x: tf.Tensor) => tf.Tensor, inputShape: readonly number[]): readonly number[] {
  return tf.tidy(() => {
    const [n, ...shape] = f(tf.zeros([1, ...inputShape])).shape;
    if (n !== 1) throw new ShapeError("linearMap", "[1, ...outputShape] for one sample", [n ?? null, ...shape]);
    return shape;
  });
}

function checkBatch(where: string, sample: readonly number[], { shape }: tf.Tensor): void {
  const fits = shape.length === sample.length + 1 && sample.every((size, axis) => shape[axis + 1] === size);
  if (!fits) throw new ShapeError(where, `[${["n", ...sample].join(", ")}]`, shape);
}
