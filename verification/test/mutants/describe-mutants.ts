import type { LawTable } from "@lipschitz-gan/verification";
import { afterAll, describe, expect, it } from "vitest";
import type { Mutant } from "../../mutants/mutant.ts";

/** Fixed: whether few cases find a defect is a matter of the seed. */
const options = { seed: 1, runs: 30, shrink: false };

/**
 * One test a mutant: some law is broken. And one for the table: every law is broken by some mutant.
 *
 * @param table - the laws
 * @param mutants - the wrong versions
 */
export function describeMutants<Subject>(table: LawTable<Subject>, mutants: readonly Mutant[]): void {
  const idle = new Set(table.laws.map((law) => `${table.name}/${law.name}`));
  const killers: string[] = [];

  describe(`mutants of ${table.name}`, () => {
    it.each(mutants.map((mutant) => [mutant.name, mutant] as const))("%s is seen", async (_name, mutant) => {
      const broken = (await mutant.check(options)).filter((report) => !report.holds).map((report) => report.law);
      for (const law of broken) idle.delete(law);
      killers.push(`${mutant.name}: ${broken.join(", ")}`);
      expect(broken).not.toEqual([]);
    });

    it("every law sees one", () => {
      expect([...idle]).toEqual([]);
    });
  });

  afterAll(() => {
    if (process.env["SHOW_KILLERS"] !== undefined) process.stdout.write(`${killers.join("\n")}\n`);
  });
}
