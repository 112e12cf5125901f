import { UsageError } from "../internal/cli-error.ts";
import { constraintKeys, modelKinds } from "./names.ts";
import { datasetKind } from "./dataset-kind.ts";
import { flagOf, type GivenFlags } from "./flags.ts";
import type { RunConfig } from "./run-config.ts";

/**
 * Refuses settings that are each fine and do not go together.
 *
 * @throws UsageError with the rule
 */
export function checkPairs({ dataset, model, constraint }: RunConfig): void {
  const kind = datasetKind(dataset);
  if (modelKinds[model].kind !== kind) {
    const fitting = Object.entries(modelKinds).flatMap(([name, other]) => (other.kind === kind ? [name] : []));
    throw new UsageError(
      `model: ${dataset} has ${kind === "image" ? "pictures" : "points in the plane"}, so the model must be ` +
        `${fitting.join(" or ")}, received "${model}"`,
    );
  }
  const twice = constraint.find((name, i) => constraint.indexOf(name) !== i);
  if (twice !== undefined) throw new UsageError(`constraint: each may be named once, received "${twice}" twice`);
  if (constraint.includes("none") && constraint.length > 1) {
    throw new UsageError(`constraint: none stands alone, received "${constraint.join(",")}"`);
  }
}

/**
 * Refuses a flag that would change nothing, because it belongs to a constraint that is not asked for. (A config file is
 * complete and holds the keys of all constraints.)
 *
 * @throws UsageError naming the flag and the constraints that read it
 */
export function checkFlagsMatter(flags: GivenFlags, { constraint }: RunConfig): void {
  for (const key of Object.keys(flags)) {
    const readers = readersOf(key);
    if (readers.length > 0 && !readers.some((name) => constraint.some((chosen) => chosen === name))) {
      throw new UsageError(
        `${flagOf(key)}: belongs to the constraint ${readers.join(" or ")}, received with "${constraint.join(",")}"`,
      );
    }
  }
}

/** The constraints that read a key; none for a key that every run reads. */
function readersOf(key: string): readonly string[] {
  return Object.entries(constraintKeys).flatMap(([name, keys]) => (keys.includes(key) ? [name] : []));
}
