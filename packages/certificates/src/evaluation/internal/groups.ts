import { gatherSource, stridesOf } from "../../network/internal/gather.ts";

/**
 * Visits the groups of entries that differ along some axes only.
 *
 * @param shape - shape of a sample
 * @param axes - the axes, in order
 * @param visit - is given the indices of a group, in the order of memory
 * @internal
 */
export function forEachGroup(
  shape: readonly number[],
  axes: readonly number[],
  visit: (indices: Int32Array) => void,
): void {
  const strides = stridesOf(shape);
  const tables = shape.map((n, axis) => Int32Array.from({ length: n }, (_, i) => i * (strides[axis] ?? 0)));
  const inside = gatherSource(tables.filter((_, axis) => axes.includes(axis)));
  const outside = gatherSource(tables.filter((_, axis) => !axes.includes(axis)));
  for (const start of outside) visit(inside.map((offset) => start + offset));
}
