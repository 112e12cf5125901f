import * as tf from "@tensorflow/tfjs-core";

/** One recorded kernel call, as TensorFlow.js 4 keeps it. @internal */
export interface TapeNode {
  readonly inputs: Readonly<Record<string, tf.Tensor | null | undefined>>;
  readonly outputs: readonly tf.Tensor[];
}

type AddTapeNode = (...node: unknown[]) => void;
type RunKernel = (kernel: string, inputs: tf.NamedTensorMap, attrs?: tf.NamedAttrMap) => tf.Tensor | tf.Tensor[];

/** The part of the engine that this package needs, and that its declarations partly leave out. @internal */
export interface TapeEngine {
  addTapeNode: AddTapeNode;
  runKernel: RunKernel;
  readonly state: {
    /** How many gradients are being recorded, one in the other. */
    readonly gradientDepth: number;
    readonly activeTape: TapeNode[] | null;
  };
}

/**
 * The engine, seen from its tape.
 *
 * @returns The engine that all copies of TensorFlow.js in this process share.
 * @throws Error if this version of TensorFlow.js keeps its tape otherwise.
 * @internal
 */
export function tapeEngine(): TapeEngine {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- addTapeNode is private and EngineState not exported: checked below
  const engine = tf.engine() as unknown as TapeEngine;
  if (typeof engine.addTapeNode !== "function" || typeof engine.state.gradientDepth !== "number")
    throw new Error(
      `registerSecondOrderGradients: the gradient tape must be that of TensorFlow.js 4, ` +
        `received version ${tf.version_core}; install @tensorflow/tfjs-core 4.22`,
    );
  return engine;
}

/**
 * Whether the backward pass that is running is itself recorded, to be differentiated again.
 *
 * @returns True while an outer gradient is being recorded.
 * @internal
 */
export function isRecording(): boolean {
  return tapeEngine().state.gradientDepth > 0;
}
