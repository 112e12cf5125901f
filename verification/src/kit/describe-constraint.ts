import type { LipschitzConstraint } from "@lipschitz-gan/core";
import { constraintTable } from "../laws/constraint/constraint.ts";
import { checkOptions, drawnSeed, preparedSubject, selectedLaws } from "./check-constraint.ts";
import { checkOne, lawsFor } from "./check-table.ts";
import { formatReports } from "./format-reports.ts";

/** Options of {@link describeConstraint}. */
export interface DescribeConstraintOptions {
  /** Seed of the generated cases, an integer in `[0, 2^31)`; drawn, and told by a test that fails, unless given. */
  readonly seed?: number;
  /** Cases a law, an integer >= 1, 100 unless given; laws that train a critic take a share of it. */
  readonly runs?: number;
  /** Which laws, by name, such as `"state-is-complete"`; all that speak of the constraint unless given. */
  readonly laws?: readonly string[];
  /** Milliseconds that one law may take; a minute unless given. */
  readonly timeout?: number;
}

/**
 * Vitest throws when it is imported outside a run, and this package is imported by the command line too. A worker of
 * Vitest, and nothing else, has this global; Vitest itself looks there for its state.
 */
const vitest = "__vitest_worker__" in globalThis ? await import("vitest") : undefined;

/**
 * One test of Vitest for each law that speaks of a constraint. Call it at the top of a test file, or within `describe`.
 *
 * Starts the backend `cpu` if none runs yet, and makes gradients right to second order.
 *
 * @param name - what the constraint is called in the tests
 * @param factory - makes the constraint; called anew by every law
 * @param options - seed, runs, laws
 * @throws Error outside a run of Vitest
 * @throws RangeError if an option is out of range or no law has such a name
 *
 * @example
 * ```ts
 * import { spectralNorm } from "@lipschitz-gan/regularizers";
 * import { describeConstraint } from "@lipschitz-gan/verification";
 *
 * // In a file such as spectral-norm.test.ts:
 * const tests = (): void => describeConstraint("spectralNorm()", () => spectralNorm(), { seed: 7, runs: 30 });
 * typeof tests; // => "function"
 * ```
 */
export function describeConstraint(
  name: string,
  factory: () => LipschitzConstraint,
  { seed = drawnSeed(), runs = 100, laws, timeout = 60_000 }: DescribeConstraintOptions = {},
): void {
  if (vitest === undefined) {
    throw new Error(
      "describeConstraint: must be called in a test file that Vitest runs, received a call outside; use checkConstraint there",
    );
  }
  checkOptions("describeConstraint", { seed, runs });
  const selected = selectedLaws("describeConstraint", laws);
  const { describe, it } = vitest;
  describe(name, async () => {
    const { subject } = await preparedSubject("describeConstraint", factory);
    for (const law of lawsFor(constraintTable, subject)) {
      if (!selected.includes(`${constraintTable.name}/${law.name}`)) continue;
      it(
        law.name,
        async () => {
          const report = await checkOne(constraintTable, law, name, subject, { seed, runs });
          if (!report.holds) throw new Error(`\n${formatReports([report], { seed, runs })}`);
        },
        timeout,
      );
    }
  });
}
