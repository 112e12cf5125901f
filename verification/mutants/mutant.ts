import { checkTable, type CheckTableOptions, type LawReport, type LawTable } from "@lipschitz-gan/verification";

/** A version of something that is wrong on purpose, to show that the laws see it. */
export interface Mutant {
  /** Name in kebab-case, like its file. */
  readonly name: string;
  /** What is wrong, and who has shipped it or would write it. */
  readonly bug: string;
  /** The table that is to see it. */
  readonly table: string;
  /**
   * Runs the table on the wrong version.
   *
   * @param options - seed and runs
   */
  check(options: CheckTableOptions): Promise<readonly LawReport[]>;
}

/** What a mutant is made of. */
export interface MutantSpec<Subject> {
  /** Name in kebab-case, like its file. */
  readonly name: string;
  /** What is wrong, and who has shipped it or would write it. */
  readonly bug: string;
  /** The table that is to see it. */
  readonly table: LawTable<Subject>;
  /** The wrong version. */
  readonly subject: Subject;
}

/**
 * Makes a mutant of a wrong version and its table.
 *
 * @param spec - the wrong version
 */
export function mutantOf<Subject>({ name, bug, table, subject }: MutantSpec<Subject>): Mutant {
  return { name, bug, table: table.name, check: (options) => checkTable(table, name, subject, options) };
}
