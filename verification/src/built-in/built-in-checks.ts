import type { Check } from "../kit/check.ts";
import { type AbsentBackend, backendNames, findBackends } from "./find-backends.ts";
import { lawTableChecks } from "./law-table-checks.ts";
import { trainedCriticChecks } from "./trained-critic-checks.ts";

/** What {@link builtInChecks} found. */
export interface BuiltInChecks {
  /** The checks, each with the wanted laws alone. */
  readonly checks: readonly Check[];
  /** Backends on which critics were to be trained and cannot be here. */
  readonly absent: readonly AbsentBackend[];
}

/**
 * Everything that this project verifies about itself: the law tables on the backend that runs, and the laws of trained critics
 * on every backend that this machine has.
 *
 * @param isWanted - tells of `"subject table/law"` whether it is wanted; all unless given. Backends are started only if a
 *   law of critics trained on them is.
 */
export async function builtInChecks(isWanted: (name: string) => boolean = () => true): Promise<BuiltInChecks> {
  const tables = wantedOf(lawTableChecks(), isWanted);
  const trained = trainedCriticChecks(backendNames.map((name) => ({ name })));
  if (wantedOf(trained, isWanted).length === 0) return { checks: tables, absent: [] };
  const { present, absent } = await findBackends();
  return { checks: [...tables, ...wantedOf(trainedCriticChecks(present), isWanted)], absent };
}

/**
 * The checks that have wanted laws, with those alone.
 *
 * @param checks - checks
 * @param isWanted - tells of `"subject table/law"` whether it is wanted
 */
export function wantedOf(checks: readonly Check[], isWanted: (name: string) => boolean): readonly Check[] {
  return checks.flatMap((check) => {
    const isWantedOfThis = (law: string): boolean => isWanted(`${check.subject} ${law}`);
    const laws = check.laws.filter(isWantedOfThis);
    if (laws.length === 0) return [];
    return [{ ...check, laws, run: (options) => check.run({ select: isWantedOfThis, ...options }) }];
  });
}
