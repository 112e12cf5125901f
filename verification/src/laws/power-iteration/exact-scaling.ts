import * as fc from "fast-check";
import { matrixOf } from "../../arbitraries/matrix-case.ts";
import type { Rows } from "../../arbitraries/rows.ts";
import { defineLaw, type Law } from "../../kit/define-law.ts";
import { countDifferent } from "../weights/rounding.ts";
import type { PowerIterationFunctions } from "./subject.ts";
import { joined } from "./support/joined.ts";
import { runCase, type RunCase, runLabels, showRun } from "./support/matrix-run.ts";
import { staysNormal } from "./support/stays-normal.ts";
import { startOf } from "./support/start-case.ts";
import { run } from "./support/tensors.ts";

const ROUNDS = 2;

interface ScalingCase extends RunCase {
  readonly exponent: number;
}

/**
 * No tolerance: multiplying by 2^j moves the exponents of all products and sums, and changes none of their roundings, as long
 * as nothing leaves the normal numbers. An epsilon added in the normalisation breaks it, and so does a floor under the norm.
 */
export const exactScaling: Law<PowerIterationFunctions> = defineLaw<PowerIterationFunctions, ScalingCase>({
  name: "exact-scaling",
  statement: "Scaling the matrix by a power of two leaves u and v the same to the bit and scales σ̂ without rounding.",
  source: "IEEE 754; gloro issue 8 (an additive epsilon), torch.nn.utils.spectral_norm (max(norm, eps))",
  cases: () => joined(runCase({ scales: "one" }), fc.record({ exponent: fc.integer({ min: -100, max: 100 }) })),
  labels: (given) => [
    ...runLabels(given),
    `power: ${given.exponent < -40 ? "tiny" : given.exponent > 40 ? "huge" : "near 1"}`,
  ],
  show: showRun,
  measure: async (subject, { matrix: matrixCase, start: startCase, exponent }) => {
    const matrix = withoutDust(matrixOf(matrixCase));
    const start = await startOf(subject, matrix, startCase);
    const factor = 2 ** exponent;
    const before = await run(subject, [matrix], [start], ROUNDS);
    fc.pre(
      before.every(({ vectors: { u, v } }) => staysNormal(matrix, factor, u[0] ?? [], v[0] ?? [])) &&
        staysNormal(matrix, factor, start, before[0]?.vectors.v[0] ?? []),
    );
    const after = await run(subject, [matrix.map((row) => row.map((x) => x * factor))], [start], ROUNDS);
    return before.flatMap(({ estimate, vectors: { u, v } }, i) => [
      {
        observed: countDifferent(after[i]?.vectors.u.flat() ?? [], u.flat()),
        allowed: 0,
        what: `entries of u that differ after ${i + 1} rounds`,
      },
      {
        observed: countDifferent(after[i]?.vectors.v.flat() ?? [], v.flat()),
        allowed: 0,
        what: `entries of v that differ after ${i + 1} rounds`,
      },
      {
        observed: Math.abs((after[i]?.estimate ?? Number.NaN) / factor - estimate),
        allowed: 0,
        what: `σ̂(2^j W) / 2^j against σ̂(W) after ${i + 1} rounds`,
      },
    ]);
  },
});

/** The matrix without entries that are tiny beside the largest: nearly all of the others stay normal at any scale drawn. */
function withoutDust(matrix: Rows): Rows {
  const largest = Math.max(...matrix.flat().map(Math.abs));
  return matrix.map((row) => row.map((x) => (Math.abs(x) < largest * 2 ** -12 ? 0 : x)));
}
