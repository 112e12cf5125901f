/** Row-major strides of a shape. */
export function stridesOf(shape: readonly number[]): number[] {
  const strides = shape.map(() => 1);
  for (let d = shape.length - 2; d >= 0; d -= 1) strides[d] = (strides[d + 1] ?? 1) * (shape[d + 1] ?? 1);
  return strides;
}

/**
 * Calls back for every entry of a shape in row-major order. The coordinates are one array that is written anew.
 *
 * @param shape - the shape
 * @param visit - gets the flat index and the coordinates
 */
export function eachEntry(
  shape: readonly number[],
  visit: (index: number, coordinates: readonly number[]) => void,
): void {
  const coordinates = shape.map(() => 0);
  const count = shape.reduce((product, extent) => product * extent, 1);
  for (let index = 0; index < count; index += 1) {
    visit(index, coordinates);
    for (let d = shape.length - 1; d >= 0; d -= 1) {
      const next = (coordinates[d] ?? 0) + 1;
      coordinates[d] = next < (shape[d] ?? 1) ? next : 0;
      if (next < (shape[d] ?? 1)) break;
    }
  }
}

/** The shape that two shapes broadcast to; extents are aligned at the end. */
export function broadcastShape(a: readonly number[], b: readonly number[]): number[] {
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, d) => {
    const [m, n] = [a[d - rank + a.length] ?? 1, b[d - rank + b.length] ?? 1];
    if (m !== n && m !== 1 && n !== 1)
      throw new RangeError(`broadcastShape: [${a.join(", ")}] and [${b.join(", ")}] do not fit`);
    return m === 1 ? n : m;
  });
}

/** For every entry of `to`, the entry of `from` that is repeated there. */
export function broadcastIndex(from: readonly number[], to: readonly number[]): Int32Array {
  const strides = stridesOf(from);
  const skipped = to.length - from.length;
  const index = new Int32Array(to.reduce((product, extent) => product * extent, 1));
  const steps = to.map((_, d) => ((from[d - skipped] ?? 1) === 1 ? 0 : (strides[d - skipped] ?? 0)));
  eachEntry(to, (at, coordinates) => {
    let source = 0;
    for (let d = 0; d < steps.length; d += 1) source += (steps[d] as number) * (coordinates[d] as number); // in bounds
    index[at] = source;
  });
  return index;
}
