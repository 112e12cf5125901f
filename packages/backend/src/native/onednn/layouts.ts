import type { Layout } from "./operation.ts";

/** Distances between neighbours along each axis where the last axis is innermost. @internal */
export function packedStrides(shape: readonly number[]): number[] {
  const strides = shape.map(() => 1);
  for (let axis = shape.length - 2; axis >= 0; axis--) {
    strides[axis] = (strides[axis + 1] as number) * (shape[axis + 1] as number);
  }
  return strides;
}

/** A tensor as TensorFlow.js holds it, the last axis innermost. @internal */
export function packed(shape: readonly number[]): Layout {
  return { dims: shape, strides: packedStrides(shape) };
}

/** A packed tensor whose axes oneDNN sees in another order. @internal */
export function permuted(shape: readonly number[], order: readonly number[]): Layout {
  const strides = packedStrides(shape);
  return {
    dims: order.map((axis) => shape[axis] as number),
    strides: order.map((axis) => strides[axis] as number),
  };
}

/** Images `[batch, height, width, channels]` in oneDNN's order of axes. @internal */
export function images(shape: readonly number[]): Layout {
  return permuted(shape, [0, 3, 1, 2]);
}

/** A layout without strides: oneDNN chooses. @internal */
export function free({ dims }: Layout): Layout {
  return { dims };
}
