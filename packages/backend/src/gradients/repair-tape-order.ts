import type * as tf from "@tensorflow/tfjs-core";

import { tapeEngine, type TapeNode } from "./tape.ts";

const repaired = Symbol.for("lipschitz-gan.tapeOrderRepaired");

/**
 * Puts a kernel that was just recorded before the copies of its own output.
 *
 * @param tape - The tape, the kernel's node last.
 * @internal
 */
export function moveBeforeOwnCopies(tape: TapeNode[]): void {
  const node = tape.at(-1);
  if (node === undefined) return;
  const outputs = new Set(node.outputs.map((output) => output.id));
  const readsOutput = (other: TapeNode | undefined) =>
    other !== undefined &&
    Object.values(other.inputs).some((input: tf.Tensor | null | undefined) => (input ? outputs.has(input.id) : false));
  let position = tape.length - 1;
  while (position > 0 && readsOutput(tape[position - 1])) position -= 1;
  if (position === tape.length - 1) return;
  tape.pop();
  tape.splice(position, 0, node);
}

/**
 * Makes the engine record every kernel before the copies of its output that it saved.
 *
 * TensorFlow.js records the copy first, though the copy reads what the kernel writes. A first
 * gradient never notices. In a second one the cotangent that reaches the copy arrives after the
 * kernel has been passed, and is lost without a word: d²/dx² of tanh, sigmoid, exp, softmax and of
 * any `tf.customGrad` that saves its result are wrong. In the right order they are right.
 *
 * @internal
 */
export function repairTapeOrder(): void {
  const engine = tapeEngine();
  if (repaired in engine.addTapeNode) return;
  const record = engine.addTapeNode;
  function recordInOrder(...node: unknown[]): void {
    record.apply(engine, node);
    const tape = engine.state.activeTape;
    if (tape !== null) moveBeforeOwnCopies(tape);
  }
  engine.addTapeNode = Object.assign(recordInOrder, { [repaired]: true });
}
