import { eachEntry, stridesOf } from "./coordinates.ts";
import { linear } from "./linear.ts";
import { entriesOf, type ReferenceNode } from "./node.ts";
import { picked } from "./picked.ts";

/** Which axes a reduction runs over, and whether they are kept with extent 1. */
export interface Reduction {
  readonly axes: readonly number[];
  readonly keepDims: boolean;
}

/** The shape of a reduction's result. */
export function reducedShape(shape: readonly number[], { axes, keepDims }: Reduction): number[] {
  return shape.flatMap((extent, d) => (axes.includes(d) ? (keepDims ? [1] : []) : [extent]));
}

/** For every entry of a shape the entry of the reduction's result that it goes into. */
export function groupOf(shape: readonly number[], { axes }: Reduction): Int32Array {
  const kept = shape.map((extent, d) => (axes.includes(d) ? 1 : extent));
  const steps = stridesOf(kept).map((stride, d) => (axes.includes(d) ? 0 : stride));
  const groups = new Int32Array(entriesOf(shape));
  eachEntry(shape, (index, coordinates) => {
    groups[index] = coordinates.reduce((sum, at, d) => sum + at * (steps[d] ?? 0), 0);
  });
  return groups;
}

/** Sum over axes. */
export function sumOver(x: ReferenceNode, reduction: Reduction, weight = 1): ReferenceNode {
  const groups = groupOf(x.shape, reduction);
  return linear(x, reducedShape(x.shape, reduction), (emit) => {
    for (let i = 0; i < groups.length; i += 1) emit(groups[i] as number, i, weight); // in bounds
  });
}

/** Mean over axes. */
export function meanOver(x: ReferenceNode, reduction: Reduction): ReferenceNode {
  const count = reduction.axes.reduce((product, axis) => product * (x.shape[axis] ?? 1), 1);
  return sumOver(x, reduction, 1 / count);
}

/** The largest entry over axes, or the smallest with `sign` -1: a choice, made by the values. The first of equals. */
export function extremeOver(x: ReferenceNode, reduction: Reduction, sign: 1 | -1 = 1): ReferenceNode {
  const chosen = chosenOver(x, reduction, sign);
  return picked(x, reducedShape(x.shape, reduction), (target) => chosen[target] ?? -1);
}

/** The flat index of the extreme entry of every group. */
export function chosenOver(x: ReferenceNode, reduction: Reduction, sign: 1 | -1 = 1): Int32Array {
  const groups = groupOf(x.shape, reduction);
  const chosen = new Int32Array(entriesOf(reducedShape(x.shape, reduction))).fill(-1);
  for (const [i, group] of groups.entries()) {
    const best = chosen[group] ?? -1;
    if (best < 0 || sign * (x.value[i] ?? Number.NaN) > sign * (x.value[best] ?? Number.NaN)) chosen[group] = i;
  }
  return chosen;
}
