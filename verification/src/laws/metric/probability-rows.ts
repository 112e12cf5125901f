import { createRng } from "@lipschitz-gan/core";
import * as fc from "fast-check";

/** Probabilities of classes as small plain data. All are multiples of 1/64, so that rows sum to 1 exactly. */
export interface ProbabilitiesCase {
  readonly count: number;
  readonly nClasses: number;
  readonly splits: number;
  /** How often, in quarters, a row's mass falls on its own class: 0 is chance, 4 one-hot. */
  readonly sureness: number;
  readonly seed: number;
}

/** Rows of every sureness, few first. */
export function probabilitiesCase({
  maxSplits = 5,
}: { readonly maxSplits?: number } = {}): fc.Arbitrary<ProbabilitiesCase> {
  return fc.integer({ min: 1, max: 60 }).chain((count) =>
    fc.record({
      count: fc.constant(count),
      nClasses: fc.integer({ min: 1, max: 10 }),
      splits: fc.integer({ min: 1, max: Math.min(maxSplits, count) }),
      sureness: fc.integer({ min: 0, max: 4 }),
      seed: fc.nat(1e6),
    }),
  );
}

/** The rows of a case. */
export function probabilitiesOf({ count, nClasses, sureness, seed }: ProbabilitiesCase): number[][] {
  const random = createRng(seed).stream("probabilities");
  return Array.from({ length: count }, () => {
    const own = random.int(nClasses);
    const row = Array.from({ length: nClasses }, () => 0);
    for (let part = 0; part < PARTS; part++) {
      const y = random.int(4) < sureness ? own : random.int(nClasses);
      row[y] = (row[y] ?? Number.NaN) + 1 / PARTS;
    }
    return row;
  });
}

const PARTS = 64;

/** The classes of a case, for statistics. */
export function probabilitiesLabels({ count, splits, sureness }: ProbabilitiesCase): readonly string[] {
  return [
    `splits: ${splits === 1 ? "one" : "several"}`,
    ...(count % splits === 0 ? [] : ["splits of different sizes"]),
    ...(sureness === 4 ? ["one-hot"] : []),
  ];
}
