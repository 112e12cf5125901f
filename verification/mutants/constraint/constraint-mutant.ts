import type { LipschitzConstraint } from "@lipschitz-gan/core";
import { constraintSubject, constraintTable } from "@lipschitz-gan/verification";
import { type Mutant, mutantOf } from "../mutant.ts";

/**
 * A wrong constraint as a mutant of the table `constraint`.
 *
 * @param name - in kebab-case, like its file
 * @param bug - what is wrong, and who has shipped it or would write it
 * @param make - makes the wrong constraint
 */
export function constraintMutant(name: string, bug: string, make: () => LipschitzConstraint): Mutant {
  return mutantOf({ name, bug, table: constraintTable, subject: constraintSubject(make) });
}
