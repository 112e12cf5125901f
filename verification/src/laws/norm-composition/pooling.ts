import * as fc from "fast-check";
import { type Rows, rowsOf } from "../../arbitraries/rows.ts";
import { defineLaw, type Law } from "../../kit/define-law.ts";
import { svd } from "../../oracles/svd.ts";
import { svdError } from "../weights/rounding.ts";
import type { NormCompositionSubject } from "./subject.ts";

interface PoolingCase {
  readonly inputSize: number;
  readonly poolSize: number;
  readonly stride: number;
  readonly padding: "same" | "valid";
}

/**
 * In one dimension: the windows of TensorFlow, which divides by what lies in the picture. Max pooling attains `√κ` where one
 * entry towers above all others.
 */
export const pooling: Law<NormCompositionSubject> = defineLaw<NormCompositionSubject, PoolingCase>({
  name: "pooling",
  statement:
    "Average pooling has the norm of its averaging matrix, max pooling the root of the busiest entry's windows.",
  source: "definitions in TensorFlow; a single entry that leads in all its windows",
  cases: fc
    .record({
      inputSize: fc.integer({ min: 1, max: 9 }),
      poolSize: fc.integer({ min: 1, max: 5 }),
      stride: fc.integer({ min: 1, max: 4 }),
      padding: fc.constantFrom<PoolingCase["padding"]>("same", "valid"),
    })
    .filter(({ padding, poolSize, inputSize }) => padding === "same" || poolSize <= inputSize),
  labels: ({ padding, poolSize, stride }) => [
    `padding: ${padding}`,
    poolSize > stride ? "windows overlap" : "windows apart",
  ],
  measure: ({ averagePoolingNorm, maxPoolingLipschitz }, given) => {
    const inside = windows(given);
    const averaging = inside.map((row) => row.map((entry) => entry / row.reduce((sum, x) => sum + x, 0)));
    const norm = svd(averaging).sigmas[0] ?? 0;
    const busiest = Math.max(
      ...rowsOf(1, given.inputSize, (_, j) => inside.reduce((sum, row) => sum + (row[j] ?? 0), 0)).flat(),
    );
    const [average, max] = [averagePoolingNorm([given]), maxPoolingLipschitz([given])];
    const slack = 1 + 2 * svdError(averaging.length, given.inputSize) + ITERATED;
    return [
      { observed: norm, allowed: average * slack, what: "the norm of the averaging matrix" },
      { observed: average, allowed: norm * slack, what: "the norm that is told of average pooling" },
      { observed: Math.sqrt(busiest), allowed: max * slack, what: "the slope of max pooling at a single entry" },
      { observed: max, allowed: Math.sqrt(busiest) * slack, what: "the constant that is told of max pooling" },
    ];
  },
});

/** By how much an upper bound on the norm of a non-negative matrix may be above it: it is iterated until it is this near. */
const ITERATED = 1e-6;

/** A row for each window, 1 where it covers an entry of the picture. */
function windows({ inputSize, poolSize, stride, padding }: PoolingCase): Rows {
  const count = padding === "same" ? Math.ceil(inputSize / stride) : Math.ceil((inputSize - poolSize + 1) / stride);
  const missing = padding === "same" ? Math.max(0, (count - 1) * stride + poolSize - inputSize) : 0;
  const before = Math.floor(missing / 2);
  return rowsOf(count, inputSize, (window, entry) => {
    const place = entry - (window * stride - before);
    return place >= 0 && place < poolSize ? 1 : 0;
  });
}
