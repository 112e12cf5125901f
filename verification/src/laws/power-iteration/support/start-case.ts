import { createRng, kernelMatrix } from "@lipschitz-gan/core";
import * as fc from "fast-check";
import { type Rows, sizeOf } from "../../../arbitraries/rows.ts";
import type { PowerIterationFunctions } from "../subject.ts";
import { normalised } from "./float64.ts";
import { values } from "./tensors.ts";

/** Where power iteration starts: whole numbers cycled through, first of them positive, or the subject's own vector of a seed. */
export type StartCase = { readonly integers: readonly number[] } | { readonly seed: number };

/** Starts of every kind: many are orthogonal to some singular vector, as no random one is. */
export function startCase(): fc.Arbitrary<StartCase> {
  const rest = fc.array(fc.integer({ min: -3, max: 3 }), { maxLength: 5 });
  return fc.oneof(
    { withCrossShrink: true },
    fc.tuple(fc.integer({ min: 1, max: 3 }), rest).map(([first, others]) => ({ integers: [first, ...others] })),
    fc.record({ seed: fc.nat(1e6) }),
  );
}

/**
 * The unit vector of a case, in float32.
 *
 * @param subject - whose start vector is taken for a seed
 * @param matrix - to start for
 * @param start - the case
 */
export async function startOf(
  { startVector }: PowerIterationFunctions,
  matrix: Rows,
  start: StartCase,
): Promise<number[]> {
  const [rows, columns] = sizeOf(matrix);
  if ("seed" in start) {
    const view = kernelMatrix("dense", [columns, rows])!; // a dense kernel has a matrix
    return values(startVector(view, createRng(start.seed).stream("u")));
  }
  const { integers } = start;
  return normalised(Array.from({ length: rows }, (_, i) => integers[i % integers.length] ?? Number.NaN)).map(
    Math.fround,
  );
}

/** The class of a start, for statistics. */
export function startLabel(start: StartCase): string {
  return `start: ${"seed" in start ? "drawn" : "integers"}`;
}
