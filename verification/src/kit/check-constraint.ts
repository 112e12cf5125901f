import { registerSecondOrderGradients, registerWasmTrainingKernels, startBackend } from "@lipschitz-gan/backend";
import type { LipschitzConstraint } from "@lipschitz-gan/core";
import * as tf from "@tensorflow/tfjs-core";
import { constraintTable } from "../laws/constraint/constraint.ts";
import { type ConstraintSubject, constraintSubject } from "../laws/constraint/subject.ts";
import { checkTable } from "./check-table.ts";
import type { ConstraintReport } from "./constraint-report.ts";
import type { LawReport } from "./law-report.ts";

/** Options of {@link checkConstraint}. */
export interface CheckConstraintOptions {
  /** Seed of the generated cases, an integer in `[0, 2^31)`; drawn and reported unless given. */
  readonly seed?: number;
  /** Cases a law, an integer >= 1, 100 unless given; laws that train a critic take a share of it. */
  readonly runs?: number;
  /** Which laws, by name, such as `"state-is-complete"` or `"constraint/state-is-complete"`; all unless given. */
  readonly laws?: readonly string[];
  /** Whether counterexamples are made smaller; true unless given. */
  readonly shrink?: boolean;
  /** Receives every report as soon as it is there. */
  readonly onReport?: (report: LawReport) => void;
}

/**
 * Checks a constraint of anyone against the laws that speak of it: those of its hooks, and those of its promises.
 *
 * Starts the backend `cpu` if none runs, and makes gradients right to second order. A law that is broken is reported with
 * the smallest case found, and the seed meets that case again. What holds on all generated cases is not proven.
 *
 * @param factory - makes the constraint; called anew by every law
 * @param options - seed, runs, laws
 * @returns a report a law, and whether all hold
 * @throws TypeError if the factory is none, returns no constraint, or the constraint does not bind to dense layers
 * @throws RangeError if an option is out of range or no law has such a name
 *
 * @example
 * ```ts
 * import { spectralNorm } from "@lipschitz-gan/regularizers";
 * import { checkConstraint } from "@lipschitz-gan/verification";
 *
 * const report = await checkConstraint(() => spectralNorm(), { seed: 7, runs: 20 });
 * report.name; // => "spectral-norm"
 * report.holds; // => true
 * ```
 */
export async function checkConstraint(
  factory: () => LipschitzConstraint,
  { seed = drawnSeed(), runs = 100, laws, shrink = true, onReport }: CheckConstraintOptions = {},
): Promise<ConstraintReport> {
  checkOptions("checkConstraint", { seed, runs });
  const { name, subject } = await preparedSubject("checkConstraint", factory);
  const selected = selectedLaws("checkConstraint", laws);
  const reports = await checkTable(constraintTable, name, subject, {
    seed,
    runs,
    shrink,
    select: (law) => selected.includes(law),
    ...(onReport && { onReport }),
  });
  return {
    name,
    holds: reports.every(({ holds }) => holds),
    seed,
    runs,
    backend: tf.getBackend(),
    kinds: subject.kinds,
    laws: reports,
  };
}

/**
 * Starts a backend if none runs, and looks at the constraint for the first time.
 *
 * @param where - who asks, for error messages
 * @param factory - makes the constraint
 * @returns the constraint's name, and what the laws are given
 * @throws TypeError if the factory is none, or makes no constraint that binds to dense layers
 * @internal
 */
export async function preparedSubject(
  where: string,
  factory: () => LipschitzConstraint,
): Promise<{ readonly name: string; readonly subject: ConstraintSubject }> {
  if (typeof factory !== "function") {
    const received = typeof factory === "object" && factory !== null ? "an object" : JSON.stringify(factory);
    throw new TypeError(
      `${where}: factory must be a function that makes the constraint, received ${received}; pass () => constraint`,
    );
  }
  await ensureBackend();
  const subject = constraintSubject(factory, where);
  return { name: subject.name, subject };
}

/**
 * Checks the seed and the number of runs.
 *
 * @param where - who asks, for error messages
 * @param options - what was given
 * @throws RangeError if one is out of range
 * @internal
 */
export function checkOptions(where: string, { seed, runs }: { readonly seed: number; readonly runs: number }): void {
  if (!(Number.isInteger(seed) && seed >= 0 && seed < 2 ** 31)) {
    throw new RangeError(`${where}: seed must be an integer in [0, 2^31), received ${seed}`);
  }
  if (!(Number.isSafeInteger(runs) && runs >= 1)) {
    throw new RangeError(`${where}: runs must be an integer >= 1, received ${runs}`);
  }
}

/**
 * Full names of the laws of the table `constraint` that are asked for.
 *
 * @param where - who asks, for error messages
 * @param wanted - names with or without `constraint/`; all laws if left out
 * @throws RangeError if no law has such a name
 * @internal
 */
export function selectedLaws(where: string, wanted: readonly string[] | undefined): readonly string[] {
  const all = constraintTable.laws.map(({ name }) => `${constraintTable.name}/${name}`);
  return (wanted ?? all).map((name) => {
    const full = name.includes("/") ? name : `${constraintTable.name}/${name}`;
    if (all.includes(full)) return full;
    throw new RangeError(`${where}: laws must be among ${all.join(", ")}, received ${JSON.stringify(name)}`);
  });
}

/**
 * A seed for a run that was given none. It is reported, so that the run can be repeated.
 *
 * @internal
 */
export function drawnSeed(): number {
  return Math.floor(Math.random() * 2 ** 31);
}

/**
 * Starts `cpu` if no backend has been chosen. That one is registered is not enough: packages register theirs on import. A
 * backend that runs is completed, since laws train critics with convolutions.
 */
async function ensureBackend(): Promise<void> {
  const running: string | undefined = tf.getBackend(); // its type does not tell that it may be missing
  if (running === undefined || running === "") await startBackend("cpu");
  if (running === "wasm") registerWasmTrainingKernels();
  registerSecondOrderGradients();
}
