import { layerError } from "./layer-call.ts";

/**
 * The shape that shapes are broadcast to: aligned at their ends, and axes of size 1 stand for any.
 *
 * @throws RangeError if they do not fit
 * @internal
 */
export function broadcastShape(
  layer: { readonly path: string },
  shapes: readonly (readonly number[])[],
): readonly number[] {
  const rank = shapes.reduce((most, shape) => Math.max(most, shape.length), 0);
  return Array.from({ length: rank }, (_, axis) => {
    const sizes = shapes.map((shape) => shape[axis - rank + shape.length] ?? 1);
    const size = sizes.find((n) => n !== 1) ?? 1;
    if (sizes.some((n) => n !== 1 && n !== size)) {
      const list = shapes.slice(0, 4).map((shape) => `[${shape.join(", ")}]`);
      throw layerError(layer, `its inputs must have shapes that fit together, received ${list.join(", ")}`);
    }
    return size;
  });
}

/**
 * For each entry of the output the entry of an input that is broadcast to it, or null if they are the same.
 *
 * @internal
 */
export function broadcastSource(from: readonly number[], to: readonly number[]): Int32Array | null {
  const padded = to.map((_, axis) => from[axis - to.length + from.length] ?? 1);
  if (padded.every((n, axis) => n === to[axis])) return null;
  const size = to.reduce((product, n) => product * n, 1);
  const source = new Int32Array(size);
  for (let i = 0; i < size; i++) {
    let [rest, stride, index] = [i, 1, 0];
    for (let axis = to.length - 1; axis >= 0; axis--) {
      const n = to[axis] ?? 1;
      const own = padded[axis] ?? 1;
      if (own > 1) index += (rest % n) * stride;
      rest = Math.floor(rest / n);
      stride *= own;
    }
    source[i] = index;
  }
  return source;
}
