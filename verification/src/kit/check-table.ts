import { createRng } from "@lipschitz-gan/core";
import type { CheckLawOptions, Law } from "./define-law.ts";
import type { LawReport } from "./law-report.ts";
import type { LawTable } from "./law-table.ts";

/** How a table is checked. */
export interface CheckTableOptions extends CheckLawOptions {
  /** Receives every report as soon as it is there. */
  readonly onReport?: (report: LawReport) => void;
  /** Which laws, by `"table/law"`; all unless given. */
  readonly select?: (law: string) => boolean;
}

/**
 * Checks every law of a table that speaks of a subject, one after the other.
 *
 * Each law draws its cases from a seed of its own, made of the given seed and its name, so that a law meets the same cases
 * alone and among others.
 *
 * @param table - the laws
 * @param name - what the subject is called in the reports
 * @param subject - what is tested
 * @param options - seed, runs
 * @returns a report a law
 */
export async function checkTable<Subject>(
  table: LawTable<Subject>,
  name: string,
  subject: Subject,
  { seed, runs, shrink = true, onReport = () => {}, select = () => true }: CheckTableOptions,
): Promise<readonly LawReport[]> {
  const reports: LawReport[] = [];
  for (const law of lawsFor(table, subject)) {
    if (!select(`${table.name}/${law.name}`)) continue;
    const report = await checkOne(table, law, name, subject, { seed, runs, shrink });
    reports.push(report);
    onReport(report);
  }
  return reports;
}

/**
 * The laws of a table that speak of a subject.
 *
 * @param table - the laws
 * @param subject - what is tested
 */
export function lawsFor<Subject>(table: LawTable<Subject>, subject: Subject): readonly Law<Subject>[] {
  return table.laws.filter((law) => law.appliesTo(subject));
}

/**
 * Checks one law of a table.
 *
 * @param table - the table, which names the law
 * @param law - the law
 * @param name - what the subject is called
 * @param subject - what is tested
 * @param options - seed, runs
 */
export async function checkOne<Subject>(
  table: LawTable<Subject>,
  law: Law<Subject>,
  name: string,
  subject: Subject,
  { seed, runs, shrink = true }: CheckLawOptions,
): Promise<LawReport> {
  const full = `${table.name}/${law.name}`;
  const own = createRng(seed)
    .stream(full)
    .int(2 ** 31);
  const finding = await law.check(subject, { seed: own, runs, shrink });
  const { counterexample } = finding;
  return {
    subject: name,
    law: full,
    ...finding,
    ...(counterexample && { counterexample: { ...counterexample, seed } }),
  };
}
