import type { Law } from "./define-law.ts";

/** The laws of one kind of subject: its contract. */
export interface LawTable<Subject> {
  /** Name in kebab-case, such as `"power-iteration"`. */
  readonly name: string;
  /** The laws, in the order in which they are printed. */
  readonly laws: readonly Law<Subject>[];
}
