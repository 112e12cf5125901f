import { checkTable, type CheckTableOptions, lawsFor } from "./check-table.ts";
import type { LawReport } from "./law-report.ts";
import type { LawTable } from "./law-table.ts";

/** A subject together with its table, ready to be checked. */
export interface Check {
  /** What is tested, such as `"spectral-norm"`. */
  readonly subject: string;
  /** The laws that speak of it, as `"table/law"`. */
  readonly laws: readonly string[];
  /**
   * Checks them all.
   *
   * @param options - seed, runs, and which laws
   */
  run(options: CheckTableOptions): Promise<readonly LawReport[]>;
}

/**
 * Puts a subject and its table together.
 *
 * @param table - the laws
 * @param name - what the subject is called in the reports
 * @param subject - what is tested
 */
export function checkOf<Subject>(table: LawTable<Subject>, name: string, subject: Subject): Check {
  return {
    subject: name,
    laws: lawsFor(table, subject).map((law) => `${table.name}/${law.name}`),
    run: (options) => checkTable(table, name, subject, options),
  };
}
