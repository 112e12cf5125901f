import * as fc from "fast-check";
import { defineLaw, type Law } from "../../kit/define-law.ts";
import type { NormCompositionSubject } from "./subject.ts";

interface WindowCase {
  readonly size: number;
  readonly stride: number;
  readonly dilation: number;
}

/** κ is the number of windows that the busiest entry of a long line lies in. */
export const windowOverlapCounted: Law<NormCompositionSubject> = defineLaw<NormCompositionSubject, WindowCase>({
  name: "window-overlap",
  statement: "κ is how many windows the busiest entry is in, counted one by one.",
  source: "definition; κ = ⌈k gcd(s, d) / s⌉",
  cases: fc.record({
    size: fc.integer({ min: 1, max: 9 }),
    stride: fc.integer({ min: 1, max: 6 }),
    dilation: fc.integer({ min: 1, max: 5 }),
  }),
  labels: ({ stride, dilation }) => [`stride: ${stride > 1 ? "> 1" : "1"}`, `dilation: ${dilation > 1 ? "> 1" : "1"}`],
  measure: ({ windowOverlap }, { size, stride, dilation }) => {
    const counts = new Map<number, number>();
    // More windows than any tap is away from the first, so that some entry meets all that it can.
    for (let window = 0; window <= 2 * size * dilation; window++) {
      for (let tap = 0; tap < size; tap++) {
        const entry = window * stride + tap * dilation;
        counts.set(entry, (counts.get(entry) ?? 0) + 1);
      }
    }
    const counted = Math.max(...counts.values());
    const found = windowOverlap(size, stride, dilation);
    return [{ observed: Math.abs(found - counted), allowed: 0, what: `κ = ${found} against ${counted} counted` }];
  },
});
