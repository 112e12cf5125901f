import { leaf, type ReferenceNode } from "../reference/node.ts";

/** Results that no gradient goes through: what a function of the plain numbers gives. */
export function plain(
  shape: readonly number[],
  compute: (...args: Float64Array[]) => ArrayLike<number>,
): (...nodes: ReferenceNode[]) => ReferenceNode {
  return (...nodes) => leaf(shape, compute(...nodes.map(({ value }) => value)));
}
