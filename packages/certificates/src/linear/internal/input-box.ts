import { sizeOf } from "../../network/size-of.ts";
/** A box of an array: where it begins along each axis, and its sizes. */
export interface InputBox {
  readonly offset: readonly number[];
  readonly shape: readonly number[];
}

/**
 * A box in the middle of an array that holds at most `most` entries: all of it, or with the longest axes cut, channels (the last
 * axis) last of all.
 *
 * @internal
 */
export function middleBox(shape: readonly number[], most: number): InputBox {
  const sizes = [...shape];
  const spatial = Math.max(1, sizes.length - 1);
  while (sizeOf(sizes) > most) {
    const candidates = sizes.slice(0, spatial);
    const longest = Math.max(...candidates);
    const axis = longest > 1 ? candidates.indexOf(longest) : sizes.length - 1;
    const others = sizeOf(sizes) / (sizes[axis] ?? 1);
    const size = sizes[axis] ?? 1;
    // The last axis is cut at once to what fits, the others to a half so that they stay alike.
    sizes[axis] = longest > 1 ? Math.ceil(size / 2) : Math.max(1, Math.floor(most / others));
  }
  return { offset: sizes.map((size, axis) => Math.floor(((shape[axis] ?? size) - size) / 2)), shape: sizes };
}

/**
 * Where the entries of a box lie in the array.
 *
 * @returns indices, one for each entry of the box
 * @internal
 */
export function boxIndices({ offset, shape }: InputBox, arrayShape: readonly number[]): Int32Array {
  const indices = new Int32Array(sizeOf(shape));
  const position = shape.map(() => 0);
  for (let entry = 0; entry < indices.length; entry++) {
    let index = 0;
    for (const [axis, size] of arrayShape.entries()) index = index * size + (offset[axis] ?? 0) + (position[axis] ?? 0);
    indices[entry] = index;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      position[axis] = ((position[axis] ?? 0) + 1) % (shape[axis] ?? 1);
      if (position[axis] !== 0) break;
    }
  }
  return indices;
}
