/** A value of a curve at a step; `NaN` where the value was missing or not finite. */
export interface Point {
  /** Number of the step, or the place on the horizontal axis of a chart over something else. */
  readonly step: number;
  /** The value there. */
  readonly value: number;
  /** Standard deviation of the value, finite and >= 0, where it has one. */
  readonly std?: number;
}

/** One curve. */
export interface Series {
  /** What it shows. */
  readonly name: string;
  /** Its points, by ascending step. */
  readonly points: readonly Point[];
}

/** The lower end of what is drawn at a point: one standard deviation below its value. */
export function lowEnd({ value, std = 0 }: Point): number {
  return value - std;
}

/** The upper end of what is drawn at a point: one standard deviation above its value. */
export function highEnd({ value, std = 0 }: Point): number {
  return value + std;
}

/** The points of a curve that are finite. */
export function finitePoints(points: readonly Point[]): Point[] {
  return points.filter(({ value }) => Number.isFinite(value));
}

/**
 * At most `limit` points that keep the look of a curve: the smallest and the largest of every bucket of steps, and the
 * first and last point.
 *
 * @param points - finite points, by ascending step
 * @param limit - how many may be left, an even number >= 4; 800 by default
 * @returns some of the points, in their order
 */
export function thin(points: readonly Point[], limit = 800): readonly Point[] {
  if (points.length <= limit) return points;
  const buckets = limit / 2 - 1;
  const kept = new Set<number>([0, points.length - 1]);
  for (let bucket = 0; bucket < buckets; bucket++) {
    const from = Math.floor((bucket * points.length) / buckets);
    const to = Math.floor(((bucket + 1) * points.length) / buckets);
    let [low, high] = [from, from];
    for (let i = from; i < to; i++) {
      if (valueAt(points, i) < valueAt(points, low)) low = i;
      if (valueAt(points, i) > valueAt(points, high)) high = i;
    }
    kept.add(low).add(high);
  }
  return points.filter((_, i) => kept.has(i));
}

/**
 * The mean of every point and its neighbours; at the ends, of those neighbours that there are.
 *
 * @param points - finite points
 * @param reach - how many neighbours on either side, a whole number >= 0
 * @returns as many points, smoothed
 */
export function movingMean(points: readonly Point[], reach: number): Point[] {
  const sums = [0];
  for (const { value } of points) sums.push((sums.at(-1) ?? 0) + value);
  return points.map(({ step }, i) => {
    const from = Math.max(0, i - reach);
    const to = Math.min(points.length, i + reach + 1);
    return { step, value: ((sums[to] ?? 0) - (sums[from] ?? 0)) / (to - from) };
  });
}

function valueAt(points: readonly Point[], i: number): number {
  return points[i]?.value ?? Number.NaN;
}
