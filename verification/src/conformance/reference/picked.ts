import { eachEntry, stridesOf } from "./coordinates.ts";
import { linear } from "./linear.ts";
import { entriesOf, type ReferenceNode } from "./node.ts";

/**
 * A rearrangement: every entry of the result is an entry of the operand, or 0.
 *
 * @param x - operand
 * @param shape - shape of the result
 * @param sourceOf - for a flat index and its coordinates, the flat index of the entry to take, or -1 for 0
 */
export function picked(
  x: ReferenceNode,
  shape: readonly number[],
  sourceOf: (target: number, coordinates: readonly number[]) => number,
): ReferenceNode {
  const sources = new Int32Array(entriesOf(shape));
  eachEntry(shape, (target, coordinates) => {
    sources[target] = sourceOf(target, coordinates);
  });
  return linear(x, shape, (emit) => {
    for (let target = 0; target < sources.length; target += 1) {
      const source = sources[target] as number; // in bounds
      if (source >= 0) emit(target, source, 1);
    }
  });
}

/**
 * A rearrangement given by coordinates.
 *
 * @param x - operand
 * @param shape - shape of the result
 * @param coordinatesOf - for coordinates in the result those in the operand; outside of it they stand for 0
 */
export function pickedAt(
  x: ReferenceNode,
  shape: readonly number[],
  coordinatesOf: (coordinates: readonly number[]) => readonly number[],
): ReferenceNode {
  const strides = stridesOf(x.shape);
  return picked(x, shape, (_, coordinates) => {
    let source = 0;
    for (const [d, at] of coordinatesOf(coordinates).entries()) {
      if (at < 0 || at >= (x.shape[d] ?? 1)) return -1;
      source += at * (strides[d] ?? 1);
    }
    return source;
  });
}

/** The same entries under another shape. */
export function reshaped(x: ReferenceNode, shape: readonly number[]): ReferenceNode {
  return picked(x, shape, (target) => target);
}

/** Entries one after the other along an axis; sums of operands that are 0 elsewhere would round nothing either. */
export function joined(xs: readonly ReferenceNode[], axis: number): ReferenceNode {
  const first = xs[0];
  if (first === undefined) throw new RangeError("joined: needs at least one operand");
  const shape = first.shape.map((extent, d) =>
    d === axis ? xs.reduce((sum, x) => sum + (x.shape[axis] ?? 0), 0) : extent,
  );
  const length = entriesOf(shape);
  const [value, size] = [new Float64Array(length), new Float64Array(length)];
  const places = placesOf(xs, shape, axis);
  for (const [p, x] of xs.entries())
    for (const [source, target] of (places[p] ?? new Int32Array()).entries()) {
      value[target] = x.value[source] ?? Number.NaN;
      size[target] = x.size[source] ?? Number.NaN;
    }
  return {
    shape,
    value,
    size,
    parents: xs,
    roundings: { processor: { forward: 0, backward: 0 }, gpu: { forward: 0, backward: 0 } },
    isWhole: xs.every((x) => x.isWhole),
    rule: {
      pull: (_, adjoint, into) => {
        for (const [p, place] of places.entries())
          for (const [source, target] of place.entries()) {
            const own = into[p];
            if (own) own[source]! += adjoint[target] ?? Number.NaN;
          }
      },
      push: (_, tangents, into) => {
        for (const [p, place] of places.entries())
          for (const [source, target] of place.entries()) into[target]! += tangents[p]?.[source] ?? 0;
      },
      bend: () => {},
    },
  };
}

/** Where every entry of every operand goes. */
function placesOf(xs: readonly ReferenceNode[], shape: readonly number[], axis: number): Int32Array[] {
  const strides = stridesOf(shape);
  let start = 0;
  return xs.map((x) => {
    const place = new Int32Array(x.value.length);
    const offset = start * (strides[axis] ?? 1);
    eachEntry(x.shape, (source, coordinates) => {
      place[source] = offset + coordinates.reduce((sum, at, d) => sum + at * (strides[d] ?? 1), 0);
    });
    start += x.shape[axis] ?? 0;
    return place;
  });
}
