import type * as tf from "@tensorflow/tfjs-core";

/** Moves variables along their gradients and keeps what it needs to know of the past under the variables' names. */
export interface Optimizer extends Disposable {
  /** Which method, such as `"adam"`. */
  readonly name: string;
  /** How many times {@link Optimizer.apply} has run. */
  readonly step: number;
  /**
   * One step: assigns every variable in place. State is allocated at the first call, for the names given then; every
   * later call must name the same.
   *
   * @param gradients - the gradient of each variable, by name; left alone
   * @param variables - the variables, by the same names
   * @param learningRateFactor - factor on the learning rate in this step, finite and >= 0; 1 unless given
   * @throws RangeError if the names differ; nothing has changed then
   * @throws {@link @lipschitz-gan/core!ShapeError | ShapeError} if a gradient has not its variable's shape
   * @throws {@link @lipschitz-gan/core!DisposedError | DisposedError} after `dispose()`
   */
  apply(
    gradients: Readonly<Record<string, tf.Tensor>>,
    variables: Readonly<Record<string, tf.Variable>>,
    learningRateFactor?: number,
  ): void;
  /**
   * All that a checkpoint needs beside {@link Optimizer.step}.
   *
   * @returns the live state by name, owned by the optimizer: copy it, or read it before the next step
   * @throws {@link @lipschitz-gan/core!DisposedError | DisposedError} after `dispose()`
   */
  state(): Readonly<Record<string, tf.Variable>>;
  /**
   * Replaces the state by copies of what {@link Optimizer.state} gave.
   *
   * @param state - tensors by the names of the state; left alone
   * @param step - the step count that belongs to it, an integer >= 0
   * @throws RangeError if the step is not such an integer or the names are not those of a state
   * @throws {@link @lipschitz-gan/core!ShapeError | ShapeError} if the two moments of a variable differ in shape
   * @throws {@link @lipschitz-gan/core!DisposedError | DisposedError} after `dispose()`
   */
  restore(state: Readonly<Record<string, tf.Tensor>>, step: number): void;
  /** Frees the state; the variables stay. Whoever made the optimizer calls it; calling it again does nothing. */
  dispose(): void;
}
