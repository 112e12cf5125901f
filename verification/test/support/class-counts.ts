import * as fc from "fast-check";

/** How often each class occurs in a thousand cases; always the same cases, so that a rare class cannot be missed by chance. */
export function classCounts<T>(cases: fc.Arbitrary<T>, labels: (given: T) => readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const given of fc.sample(cases, { numRuns: 1000, seed: 1 })) {
    for (const label of labels(given)) counts.set(label, (counts.get(label) ?? 0) + 1);
  }
  return counts;
}
