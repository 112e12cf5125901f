import { describe, expect, it } from "vitest";
import { checkOne, lawsFor } from "../../src/kit/check-table.ts";
import type { LawTable } from "../../src/kit/law-table.ts";

/** The seed and the number of runs of the property tests; see vitest-setup. */
const seed = Number(process.env["FC_SEED"] ?? Math.floor(Math.random() * 2 ** 31));
const runs = Number(process.env["FC_RUNS"] ?? 30);

/**
 * One test a law.
 *
 * @param table - the laws
 * @param name - what the subject is called
 * @param subject - what is tested
 */
export function describeTable<Subject>(table: LawTable<Subject>, name: string, subject: Subject): void {
  describe(`${name} (seed ${seed})`, () => {
    it.each(lawsFor(table, subject).map((law) => [`${table.name}/${law.name}: ${law.statement}`, law] as const))(
      "%s",
      async (_title, law) => {
        const report = await checkOne(table, law, name, subject, { seed, runs });
        const { counterexample } = report;
        expect(counterexample && `${counterexample.failure}\n${counterexample.shown}`).toBeUndefined();
        expect(report.holds).toBe(true);
      },
    );
  });
}
