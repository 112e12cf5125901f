/**
 * The float32 numbers within a range: `[least, largest]`.
 *
 * @param range - two finite numbers
 * @returns null if there are fewer than two
 *
 * @internal
 */
export function float32Range([low, high]: readonly [number, number]): readonly [number, number] | null {
  const least = Math.fround(low) >= low ? Math.fround(low) : nextFloat32(Math.fround(low), 1);
  const largest = Math.fround(high) <= high ? Math.fround(high) : nextFloat32(Math.fround(high), -1);
  return least < largest && Number.isFinite(least) && Number.isFinite(largest) ? [least, largest] : null;
}

/** The next float32 above (1) or below (-1). */
function nextFloat32(x: number, direction: 1 | -1): number {
  if (x === 0) return direction * 2 ** -149;
  const view = new DataView(new ArrayBuffer(4));
  view.setFloat32(0, x);
  view.setInt32(0, view.getInt32(0) + (x > 0 === direction > 0 ? 1 : -1));
  return view.getFloat32(0);
}

/**
 * Two samples on a line, of float32 in a range, about `extent · direction` from each other and as near to `centre` in their
 * middle as the range allows.
 *
 * @param centre - the middle
 * @param direction - any vector but 0
 * @param extent - the largest difference of two entries; at most half of the range is taken
 * @param range - of float32
 * @returns both samples
 *
 * @internal
 */
export function pairAround(
  centre: Float64Array,
  direction: Float64Array,
  extent: number,
  [low, high]: readonly [number, number],
): readonly [Float32Array, Float32Array] {
  let largest = 0;
  for (const entry of direction) largest = Math.max(largest, Math.abs(entry));
  const reachOfLargest = Math.min(extent, (high - low) / 2) / 2;
  const x = new Float32Array(centre.length);
  const y = new Float32Array(centre.length);
  for (let i = 0; i < centre.length; i++) {
    const half = reachOfLargest * ((direction[i] ?? 0) / largest); // in this order: a subnormal direction has no finite scale
    const reach = Math.abs(half);
    const middle = Math.min(high - reach, Math.max(low + reach, centre[i] ?? 0));
    x[i] = Math.min(high, Math.max(low, middle + half));
    y[i] = Math.min(high, Math.max(low, middle - half));
  }
  return [x, y];
}
