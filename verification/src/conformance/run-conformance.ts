import * as tf from "@tensorflow/tfjs-core";
import { defineLaw } from "../kit/define-law.ts";
import type { ConformanceRow, Order } from "./conformance-row.ts";
import { conformanceCases } from "./conformance-cases.ts";
import { limitationOf } from "./limitations.ts";
import { arithmeticOf } from "./trial/allowed-error.ts";
import { measureTrial } from "./trial/measure.ts";
import type { ConformanceCase, Trial } from "./trial/trial.ts";

/** Options of {@link runConformance}. */
export interface ConformanceOptions {
  /** The name of a backend that has been started with `startBackend`, as TensorFlow.js knows it. */
  readonly backend: string;
  /** Instances of every case, an integer >= 1; the largest cases take fewer. */
  readonly runs: number;
  /** Seed of all instances, a 32-bit integer. */
  readonly seed: number;
  /** Which cases, by name; all unless given. */
  readonly only?: (name: string) => boolean;
  /** Whether cases that the backend does not promise are run too; they are skipped unless given. */
  readonly ignoreLimitations?: boolean;
  /** Receives every row as soon as it is known. */
  readonly onRow?: (row: ConformanceRow) => void;
}

/**
 * Compares a backend with a float64 reference: the value, the gradient, and the gradient of a gradient penalty of every
 * operation that models, constraints, losses and optimizers are made of, on random instances.
 *
 * What is allowed is a formula in unit roundoff and in the magnitudes of what is added up; where every step is exact in
 * float32, nothing may be off. The same seed gives the same instances on every backend.
 *
 * @param options - backend, runs, seed
 * @returns a row for every case and order, in the order of the suite
 * @throws RangeError if the backend is not the one that runs, or `runs` is not an integer >= 1
 *
 * @example
 * ```ts
 * import { runConformance } from "@lipschitz-gan/verification";
 * import { startBackend } from "@lipschitz-gan/backend";
 *
 * await startBackend("cpu");
 * const rows = await runConformance({ backend: "cpu", runs: 1, seed: 1, only: (name) => name === "tanh" });
 * rows.map(({ order, holds }) => `${order} ${holds}`); // => ["value true", "first true", "second true"]
 * ```
 */
export async function runConformance(options: ConformanceOptions): Promise<readonly ConformanceRow[]> {
  const { backend, runs, only = () => true, onRow = () => {} } = options;
  if (!(Number.isInteger(runs) && runs >= 1))
    throw new RangeError(`runConformance: runs must be an integer >= 1, received ${runs}`);
  if (tf.getBackend() !== backend)
    throw new RangeError(
      `runConformance: backend "${backend}" must be the one that runs, received "${tf.getBackend()}"; start it first`,
    );
  const rows: ConformanceRow[] = [];
  for (const one of conformanceCases.filter(({ name }) => only(name)))
    for (const order of one.orders) {
      const row = await check(one, order, options);
      onRow(row);
      rows.push(row);
    }
  return rows;
}

async function check(one: ConformanceCase, order: Order, options: ConformanceOptions): Promise<ConformanceRow> {
  const about = { case: one.name, family: one.family, order };
  const skipped = options.ignoreLimitations === true ? undefined : limitationOf(options.backend, one, order);
  if (skipped !== undefined) return { ...about, runs: 0, worst: 0, holds: true, skipped };
  const arithmetic = arithmeticOf(options.backend);
  const law = defineLaw<undefined, Trial>({
    name: one.name,
    statement: "The backend agrees with the float64 reference.",
    source: "allowedError",
    cases: one.trials,
    show: ({ shown }) => shown,
    measure: (_, trial) => measureTrial(trial, order, arithmetic),
    ...(one.share === undefined ? {} : { share: one.share }),
  });
  const { runs, ratio, holds, counterexample } = await law.check(undefined, options);
  const told =
    counterexample === undefined ? {} : { counterexample: `${counterexample.shown}: ${counterexample.failure}` };
  return { ...about, runs, worst: ratio, holds, ...told };
}
