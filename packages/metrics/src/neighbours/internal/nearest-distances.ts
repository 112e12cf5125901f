import { forEachGroupPair, GROUP, type PackedRows } from "../../internal/packed-rows.ts";
import { tileDistances } from "./tile-distances.ts";

/**
 * Squared distances from each row to its nearest other rows. A row is not its own neighbour; another row with the same
 * numbers is, at distance 0.
 *
 * @param rows - more than `neighbours` rows
 * @param neighbours - how many neighbours, an integer >= 0
 * @returns `count · neighbours` numbers, those of a row in rising order
 * @internal
 */
export function nearestDistances(rows: PackedRows, neighbours: number): Float64Array {
  const nearest = new Float64Array(rows.count * neighbours).fill(Infinity);
  if (neighbours === 0) return nearest;
  // The largest distance that a row of the group would still take in.
  const limits = new Float64Array(rows.groups).fill(Infinity);
  const tile = new Float64Array(GROUP * GROUP);
  const farthest = (row: number): number => nearest[(row + 1) * neighbours - 1] as number;
  const takeIn = (row: number, distance: number): void => {
    const first = row * neighbours;
    let place = first + neighbours - 1;
    for (; place > first && (nearest[place - 1] as number) > distance; place--) {
      nearest[place] = nearest[place - 1] as number;
    }
    nearest[place] = distance;
  };
  const updateLimit = (group: number): void => {
    let limit = -1;
    for (let row = group * GROUP; row < Math.min(rows.count, (group + 1) * GROUP); row++) {
      limit = Math.max(limit, farthest(row));
    }
    limits[group] = limit;
  };
  forEachGroupPair(rows, rows, (groupA, groupB) => {
    const limit = Math.max(limits[groupA] as number, limits[groupB] as number);
    if (!tileDistances(rows, groupA, rows, groupB, limit, tile)) return;
    for (let r = 0; r < GROUP; r++) {
      const i = groupA * GROUP + r;
      for (let c = 0; c < GROUP; c++) {
        const j = groupB * GROUP + c;
        // On the diagonal each pair comes twice, and each row meets itself; the last group has empty places.
        if (j >= rows.count || i >= j) continue;
        const distance = tile[r * GROUP + c] as number;
        if (distance < farthest(i)) takeIn(i, distance);
        if (distance < farthest(j)) takeIn(j, distance);
      }
    }
    updateLimit(groupA);
    updateLimit(groupB);
  });
  return nearest;
}
