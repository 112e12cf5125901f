import { highEnd, lowEnd, type Series } from "./series.ts";

/** From which ratio between the largest and the smallest value on an axis is logarithmic. */
const logFrom = 50;

/**
 * Whether curves need a logarithmic axis: their values lie factors apart. Zeros and less have no place on one.
 *
 * @param curves - curves of finite points
 */
export function isWide(curves: readonly Series[]): boolean {
  const points = curves.flatMap((curve) => curve.points);
  const low = points.map(lowEnd).reduce((least, value) => Math.min(least, value), Infinity);
  return low > 0 && points.map(highEnd).reduce((most, value) => Math.max(most, value), 0) / low > logFrom;
}
