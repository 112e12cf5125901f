import type { MergeKind } from "@lipschitz-gan/certificates";
import * as fc from "fast-check";
import { type Rows, rowsOf } from "../../arbitraries/rows.ts";
import { defineLaw, type Law } from "../../kit/define-law.ts";
import { svd } from "../../oracles/svd.ts";
import { svdError } from "../weights/rounding.ts";
import type { NormCompositionSubject } from "./subject.ts";

interface MergeCase {
  readonly kind: Exclude<MergeKind, "maximum" | "minimum">;
  /** Linear branches of one input, all of one shape. */
  readonly branches: readonly Rows[];
  /** The same gain on every branch's identity, where the bound is attained. */
  readonly gains: readonly number[];
}

const ROWS = 2;
const COLUMNS = 3;

function branch(): fc.Arbitrary<Rows> {
  const row = fc.array(fc.integer({ min: -3, max: 3 }), { minLength: COLUMNS, maxLength: COLUMNS });
  return fc.array(row, { minLength: ROWS, maxLength: ROWS });
}

/** Linear branches make one linear map, whose norm is known; branches that are multiples of one attain the bound. */
export const merges: Law<NormCompositionSubject> = defineLaw<NormCompositionSubject, MergeCase>({
  name: "merges",
  statement:
    "The norm of merged linear branches is at most the merge of their norms, and equal for multiples of one branch.",
  source: "triangle inequality; |[a; b]|² = |a|² + |b|²",
  cases: fc.record({
    kind: fc.constantFrom<MergeCase["kind"]>("sum", "average", "concatenation"),
    branches: fc.array(branch(), { minLength: 1, maxLength: 4 }),
    gains: fc.array(fc.integer({ min: 0, max: 5 }), { minLength: 1, maxLength: 4 }),
  }),
  labels: ({ kind, branches }) => [`merge: ${kind}`, `branches: ${branches.length}`],
  measure: ({ mergeLipschitz }, { kind, branches, gains }) => {
    const exact = largest(merged(kind, branches));
    const bound = mergeLipschitz(kind, branches.map(largest));
    const aligned = gains.map((gain) => rowsOf(1, 1, () => gain));
    const attained = largest(merged(kind, aligned));
    const tight = mergeLipschitz(kind, gains);
    const slack = 2 * svdError(ROWS * branches.length, COLUMNS);
    // TensorFlow.js averages by the float32 next to 1/n, which the constant allows for; each sum is rounded upwards.
    const above = kind === "average" ? 2 ** -24 : 2 ** -50 * gains.length;
    return [
      { observed: exact, allowed: bound * (1 + slack), what: `the norm of the ${kind}` },
      {
        observed: tight,
        allowed: attained * (1 + slack + above) + 2 ** -1000,
        what: `the bound for multiples of one branch`,
      },
    ];
  },
});

function largest(matrix: Rows): number {
  return svd(matrix).sigmas[0] ?? 0;
}

function merged(kind: MergeCase["kind"], branches: readonly Rows[]): Rows {
  if (kind === "concatenation") return branches.flat();
  const [first = []] = branches;
  const share = kind === "average" ? branches.length : 1;
  return rowsOf(
    first.length,
    first[0]?.length ?? 0,
    (i, j) => branches.reduce((sum, matrix) => sum + (matrix[i]?.[j] ?? Number.NaN), 0) / share,
  );
}
