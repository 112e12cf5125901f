import type * as tf from "@tensorflow/tfjs-core";

/** What a gradient function of a kernel with one output is given. @internal */
export interface GradientArguments<Attributes> {
  /** Cotangent of the output, in the output's shape. */
  readonly dy: tf.Tensor;
  /** The inputs named by `inputs`, then the outputs that were asked for, in that order. */
  readonly saved: readonly tf.Tensor[];
  /** Attributes that the op ran the kernel with. */
  readonly attrs: Attributes;
}

/** A kernel's gradient, before it is registered. @internal */
export interface GradientDefinition<Attributes> {
  /** Name of the kernel. */
  readonly kernel: string;
  /** Names of the inputs to save. */
  readonly inputs?: readonly string[];
  /** Also save the (only) output, after the inputs. */
  readonly savesOutput?: boolean;
  /** One thunk an input: its cotangent, in its shape, float32. */
  readonly gradient: (given: GradientArguments<Attributes>) => Record<string, () => tf.Tensor>;
}

/**
 * Turns a typed definition into what `tf.registerGradient` takes.
 *
 * @param definition - The kernel, what to save, and its gradient.
 * @returns A config for `tf.registerGradient`.
 * @internal
 */
export function defineGradient<Attributes = unknown>({
  kernel,
  inputs = [],
  savesOutput = false,
  gradient,
}: GradientDefinition<Attributes>): tf.GradConfig {
  return {
    kernelName: kernel,
    inputsToSave: [...inputs],
    outputsToSave: savesOutput ? [true] : [],
    gradFunc: (dy, saved, attrs) => {
      if (Array.isArray(dy)) throw new Error(`${kernel}: expected one output, received ${dy.length}`);
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the registry types attributes as a map of anything; the op that ran the kernel filled them
      return gradient({ dy, saved, attrs: attrs as unknown as Attributes });
    },
  };
}

/**
 * The saved tensor at a position.
 *
 * @param saved - What the engine saved.
 * @param index - Position, inputs first.
 * @returns The tensor.
 * @internal
 */
export function savedAt(saved: readonly tf.Tensor[], index: number): tf.Tensor {
  const tensor = saved[index];
  if (tensor === undefined) throw new Error(`gradient: nothing was saved at position ${index}`);
  return tensor;
}
