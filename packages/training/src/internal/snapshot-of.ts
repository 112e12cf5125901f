import { NonFiniteError, type NamedVariables } from "@lipschitz-gan/core";
import { type Checkpoint, CheckpointError, type SavedTensor } from "../checkpoint.ts";
import type { Optimizer } from "../optimizer.ts";

/**
 * The parts of a run that have variables, by name.
 *
 * @internal
 */
export type StatefulParts = Readonly<Record<string, () => NamedVariables>>;

/**
 * All variables that the next step depends on, by the names that a checkpoint gives them.
 *
 * @param parts - models and monitor
 * @param optimizers - optimizers by name
 * @internal
 */
export function stateOf(
  parts: StatefulParts,
  optimizers: Readonly<Record<string, Optimizer>>,
): readonly (readonly [string, NamedVariables[string]])[] {
  return [
    ...Object.entries(parts).flatMap(([part, state]) => named(part, state())),
    ...Object.entries(optimizers).flatMap(([part, optimizer]) => named(`${part}-optimizer`, optimizer.state())),
  ];
}

/**
 * Copies all state into memory of its own.
 *
 * @param step - steps done
 * @param parts - models and monitor
 * @param optimizers - optimizers by name
 * @returns the checkpoint
 * @throws NonFiniteError naming the first tensor with a NaN or an infinite entry
 * @internal
 */
export async function snapshotOf(
  step: number,
  parts: StatefulParts,
  optimizers: Readonly<Record<string, Optimizer>>,
): Promise<Checkpoint> {
  const variables = stateOf(parts, optimizers);
  // Read before the first await: what happens during it is not part of the checkpoint.
  const counters = Object.fromEntries(Object.entries(optimizers).map(([name, optimizer]) => [name, optimizer.step]));
  const tensors = await Promise.all(
    variables.map(async ([name, variable]): Promise<readonly [string, SavedTensor]> => {
      if (variable.dtype !== "float32") {
        throw new CheckpointError(`snapshot: ${name} must be float32, received ${variable.dtype}`);
      }
      const values = Float32Array.from(await variable.data());
      const bad = values.find((value) => !Number.isFinite(value));
      if (bad !== undefined) throw new NonFiniteError("snapshot", name, step, bad);
      return [name, { shape: [...variable.shape], values }];
    }),
  );
  return {
    step,
    tensors: Object.fromEntries(tensors),
    counters,
  };
}

function named(part: string, variables: NamedVariables): readonly (readonly [string, NamedVariables[string]])[] {
  return Object.entries(variables).map(([name, variable]) => [`${part}/${name}`, variable] as const);
}
