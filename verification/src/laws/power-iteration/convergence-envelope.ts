import * as fc from "fast-check";
import type { Rows } from "../../arbitraries/rows.ts";
import { defineLaw, type Law } from "../../kit/define-law.ts";
import type { Measurement } from "../../kit/measurement.ts";
import type { PowerIterationFunctions } from "./subject.ts";
import { joined } from "./support/joined.ts";
import { envelope } from "./support/envelope.ts";
import {
  known,
  type KnownMatrix,
  knownMatrix,
  runCase,
  type RunCase,
  runLabels,
  showRun,
} from "./support/matrix-run.ts";
import { mayFlushSubnormals, normsRoundoff, worstEstimateError } from "./support/roundoff.ts";
import { startOf } from "./support/start-case.ts";
import { run } from "./support/tensors.ts";

/** At least so much of σ₁ an estimate must be, at every round from a start: {@link envelope}, less the rounding of u and of `uᵀWv`. */
async function deficits(
  subject: PowerIterationFunctions,
  { matrix, of, sigma1, error }: KnownMatrix,
  start: readonly number[],
  rounds: number,
): Promise<readonly Measurement[]> {
  const found = await run(subject, [matrix], [start], rounds);
  return found.map(({ estimate }, i) => {
    // û is Wv + e made of unit length, and ûᵀWv >= (a² - εa) / (a + ε) >= a - 2ε for a = |Wv| / σ₁.
    const ofVectors = Math.max(0, envelope(of, start, { rounds: i + 1, error }) - 2 * error);
    const atLeast = ofVectors * (1 - normsRoundoff(matrix)) - worstEstimateError(matrix, sigma1);
    return { observed: 1 - estimate / sigma1, allowed: 1 - atLeast, what: `1 - σ̂ / σ₁ after ${i + 1} rounds` };
  });
}

interface EnvelopeCase extends RunCase {
  readonly rounds: number;
}

/** The allowance is the theory's own, so a ratio near 1 says that theory is sharp, not that rounding nearly broke the law. */
export const convergenceEnvelope: Law<PowerIterationFunctions> = defineLaw<PowerIterationFunctions, EnvelopeCase>({
  name: "convergence-envelope",
  statement:
    "After q rounds from a start at angle θ to the leading left singular space, σ̂ / σ₁ is at least (cos θ)^(1/2q) and at least (1 + ρ^(4q-2) tan²θ)^(-1/2).",
  source: "log-convexity of the moments Σ σᵢᵖ cᵢ², with every rounding carried along; see the docstring of envelope",
  cases: () => joined(runCase(), fc.record({ rounds: fc.integer({ min: 1, max: 10 }) })),
  labels: runLabels,
  show: showRun,
  measure: async (subject, given) => {
    const facts = knownMatrix(given.matrix);
    fc.pre(facts.sigma1 > 0);
    return deficits(subject, facts, await startOf(subject, facts.matrix, given.start), given.rounds);
  },
});

interface ExtremeCase {
  readonly exponent: number;
  readonly entries: Rows;
}

/** Squares of the entries, and of the vectors before they are normalised, are beyond float32 at these scales. */
export const extremeScales: Law<PowerIterationFunctions> = defineLaw<PowerIterationFunctions, ExtremeCase>({
  name: "extreme-scales",
  statement: "Power iteration works on entries whose squares under- or overflow, from 2^-140 to 2^120.",
  source: "denormals square to zero and 1e30 to infinity in a plain normalisation",
  cases: () =>
    fc.record({
      exponent: fc.oneof(
        fc.integer({ min: 63, max: 120 }),
        fc.integer({ min: -120, max: -63 }),
        fc.integer({ min: mayFlushSubnormals() ? -110 : -140, max: -110 }),
      ),
      entries: fc
        .tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 3 }))
        .chain(([rows, columns]) => matrixOfIntegers(rows, columns)),
    }),
  labels: ({ exponent }) => [`scale: ${exponent > 0 ? "huge" : exponent > -120 ? "tiny" : "subnormal"}`],
  measure: async (subject, { exponent, entries }) => {
    const facts = known(entries.map((row) => row.map((x) => x * 2 ** exponent)));
    fc.pre(facts.sigma1 > 0);
    return deficits(subject, facts, await startOf(subject, facts.matrix, { seed: 1 }), 6);
  },
});

function matrixOfIntegers(rows: number, columns: number): fc.Arbitrary<Rows> {
  const row = fc.array(fc.integer({ min: -3, max: 3 }), { minLength: columns, maxLength: columns });
  return fc.array(row, { minLength: rows, maxLength: rows });
}
