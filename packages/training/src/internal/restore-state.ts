import type { NamedVariables } from "@lipschitz-gan/core";
import * as tf from "@tensorflow/tfjs-core";
import { type Checkpoint, CheckpointError, type SavedTensor } from "../checkpoint.ts";
import type { Optimizer } from "../optimizer.ts";
import type { StatefulParts } from "./snapshot-of.ts";

/**
 * Assigns a checkpoint's tensors to a run's variables, after checking that all of them fit.
 *
 * @param checkpoint - what `snapshotOf` gave
 * @param parts - models and monitor
 * @param optimizers - optimizers by name
 * @throws CheckpointError naming the first tensor that is missing, of another shape or unknown; nothing has changed then
 * @internal
 */
export function restoreState(
  checkpoint: Checkpoint,
  parts: StatefulParts,
  optimizers: Readonly<Record<string, Optimizer>>,
): void {
  const variables: NamedVariables = Object.fromEntries(
    Object.entries(parts).flatMap(([part, state]) =>
      Object.entries(state()).map(([name, variable]) => [`${part}/${name}`, variable] as const),
    ),
  );
  for (const [name, { shape }] of Object.entries(variables)) fitting(checkpoint, name, shape);
  for (const part of Object.keys(optimizers)) counterOf(checkpoint, part);
  const prefixes = Object.keys(optimizers).map(prefixOf);
  const unknown = Object.keys(checkpoint.tensors).find(
    (name) => variables[name] === undefined && !prefixes.some((prefix) => name.startsWith(prefix)),
  );
  if (unknown !== undefined) {
    throw new CheckpointError(`restore: the checkpoint holds ${unknown}, which this run has not`);
  }
  tf.tidy(() => {
    restoreOptimizers(checkpoint, optimizers);
    for (const [name, variable] of Object.entries(variables)) {
      variable.assign(toTensor(fitting(checkpoint, name, variable.shape)));
    }
  });
}

/** Before anything else moves, and undone if one of them refuses. */
function restoreOptimizers(checkpoint: Checkpoint, optimizers: Readonly<Record<string, Optimizer>>): void {
  const before = Object.values(optimizers).map((optimizer) => ({
    optimizer,
    step: optimizer.step,
    state: Object.fromEntries(Object.entries(optimizer.state()).map(([name, tensor]) => [name, tf.clone(tensor)])),
  }));
  try {
    for (const [part, optimizer] of Object.entries(optimizers)) {
      const prefix = prefixOf(part);
      const moments = Object.entries(checkpoint.tensors).filter(([name]) => name.startsWith(prefix));
      optimizer.restore(
        Object.fromEntries(moments.map(([name, saved]) => [name.slice(prefix.length), toTensor(saved)])),
        counterOf(checkpoint, part),
      );
    }
  } catch (error) {
    for (const { optimizer, state, step } of before) optimizer.restore(state, step);
    const reason = error instanceof Error ? error.message : String(error);
    throw new CheckpointError(`restore: the optimizers must take their state, received ${reason}`, { cause: error });
  }
}

function prefixOf(part: string): string {
  return `${part}-optimizer/`;
}

function fitting({ tensors }: Checkpoint, name: string, shape: readonly number[]): SavedTensor {
  const saved = tensors[name];
  if (saved === undefined) throw new CheckpointError(`restore: the checkpoint must hold ${name}, which it lacks`);
  if (saved.shape.join() !== shape.join()) {
    throw new CheckpointError(
      `restore: ${name} must have shape [${shape.join(", ")}], received [${saved.shape.join(", ")}]`,
    );
  }
  if (saved.values.length !== tf.util.sizeFromShape([...shape])) {
    throw new CheckpointError(
      `restore: ${name} must hold as many values as its shape, received ${saved.values.length}`,
    );
  }
  return saved;
}

function counterOf({ counters }: Checkpoint, part: string): number {
  const count = counters[part];
  if (count === undefined)
    throw new CheckpointError(`restore: the checkpoint must count the steps of ${part}, received none`);
  return count;
}

function toTensor({ shape, values }: SavedTensor): tf.Tensor {
  return tf.tensor(values, [...shape], "float32");
}
