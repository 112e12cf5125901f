import type { LipschitzConstraint } from "@lipschitz-gan/core";
import { constraintTable } from "../laws/constraint/constraint.ts";
import { constraintSubject } from "../laws/constraint/subject.ts";
import { type Check, checkOf } from "./check.ts";

/**
 * A constraint of anyone with the laws that speak of it, ready to be checked beside others. Needs a running backend.
 *
 * @param make - makes the constraint
 * @returns the check
 * @throws TypeError if `make` returns no constraint, or one that does not bind to dense layers
 */
export function constraintCheck(make: () => LipschitzConstraint): Check {
  const subject = constraintSubject(make, "constraintCheck");
  return checkOf(constraintTable, subject.name, subject);
}
