import { isWithin, type Measurement, ratioOf } from "./measurement.ts";

/** Keeps count of what the cases of one law showed. */
export interface Tally {
  /**
   * Counts a case.
   *
   * @param measurements - what it showed
   * @param labels - the classes it belongs to
   */
  add(measurements: readonly Measurement[], labels: readonly string[]): void;
  /** The measurement nearest to its limit, or beyond it. */
  worst(): Measurement;
  /** How many cases were of which class, largest class first. */
  statistics(): Record<string, number>;
}

/** An empty tally. */
export function createTally(): Tally {
  let worst: Measurement | undefined;
  const counts = new Map<string, number>();
  return {
    add: (measurements, labels) => {
      for (const measurement of measurements)
        if (worst === undefined || isCloser(measurement, worst)) worst = measurement;
      for (const label of labels) counts.set(label, (counts.get(label) ?? 0) + 1);
    },
    worst: () => worst ?? { observed: Number.NaN, allowed: 0, what: "nothing was measured" },
    statistics: () => Object.fromEntries([...counts].toSorted(([, a], [, b]) => b - a)),
  };
}

function isCloser(one: Measurement, other: Measurement): boolean {
  const [a, b] = [ratioOf(one), ratioOf(other)];
  return a > b || (a === b && one.observed > other.observed);
}

/** The first measurement that is beyond its limit. */
export function firstBroken(measurements: readonly Measurement[]): Measurement | undefined {
  return measurements.find((measurement) => !isWithin(measurement));
}
