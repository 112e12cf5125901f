/**
 * Moves labels apart until neighbours are at least `gap` pixels from each other, and keeps them between `top` and
 * `bottom` as long as they fit there; their order stays.
 *
 * @param wanted - where each label would like to stand, in pixels from above
 * @param frame - the smallest distance, and the room that there is
 * @returns where each may stand, in the order of `wanted`
 */
export function spreadLabels(
  wanted: readonly number[],
  { gap, top, bottom }: { readonly gap: number; readonly top: number; readonly bottom: number },
): number[] {
  const order = wanted.map((_, i) => i).toSorted((a, b) => (wanted[a] ?? 0) - (wanted[b] ?? 0));
  const placed = [...wanted];
  let least = top;
  for (const i of order) {
    placed[i] = Math.max(placed[i] ?? top, least);
    least = (placed[i] ?? top) + gap;
  }
  let most = bottom;
  for (const i of order.toReversed()) {
    placed[i] = Math.min(placed[i] ?? bottom, most);
    most = (placed[i] ?? bottom) - gap;
  }
  return placed;
}
