/** A tensor as it lies in a checkpoint. */
export interface SavedTensor {
  /** Shape of the tensor. */
  readonly shape: readonly number[];
  /** Its float32 values, row by row. */
  readonly values: Float32Array;
}

/** The state of a training run after a step: everything that the next step depends on. */
export interface Checkpoint {
  /** Steps done. */
  readonly step: number;
  /** Weights, constraint state and optimizer moments by name. */
  readonly tensors: Readonly<Record<string, SavedTensor>>;
  /** Step counts of the optimizers by name. */
  readonly counters: Readonly<Record<string, number>>;
}

/**
 * Thrown when a checkpoint is damaged or does not fit the models it is to be restored into.
 *
 * @example
 * ```ts
 * import { CheckpointError } from "@lipschitz-gan/training";
 *
 * new CheckpointError("run.ckpt: must end in its checksum, received a torn file").code; // => "ERR_CHECKPOINT"
 * ```
 */
export class CheckpointError extends Error {
  override readonly name = "CheckpointError";
  /** Stable code for programs: `"ERR_CHECKPOINT"`. */
  readonly code = "ERR_CHECKPOINT";
}
