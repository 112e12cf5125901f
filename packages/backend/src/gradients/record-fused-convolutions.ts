import * as tf from "@tensorflow/tfjs-core";

import { savedAt } from "./define-gradient.ts";
import { convolutionCotangents } from "./dilated-convolution-gradient.ts";
import { sumToShape } from "./sum-to-shape.ts";
import { tapeEngine } from "./tape.ts";

const recorded = Symbol.for("lipschitz-gan.fusedConvolutions");

/** Whether the gradient below is that of the operation: while gradients are recorded, it has no activation. */
function isPlain({ dataFormat, activation }: tf.FusedConv2DAttrs): boolean {
  return dataFormat === "NHWC" && activation === "linear";
}

/** What the fused operation saves: filter, input, output and, where there is one, the bias. */
function gradientOf(attrs: tf.FusedConv2DAttrs): tf.GradFunc {
  return (dy, saved) => {
    if (Array.isArray(dy)) throw new Error(`${tf.FusedConv2D}: expected one output, received ${dy.length}`);
    const { x, filter } = convolutionCotangents(dy, savedAt(saved, 1), savedAt(saved, 0), attrs);
    const bias = saved[3];
    return { 0: x, 1: filter, ...(bias === undefined ? {} : { 2: () => sumToShape(dy, bias.shape) }) };
  };
}

/**
 * Gives `tf.fused.conv2d` a gradient of which only the parts that are asked for are computed, dilated or not.
 *
 * `tf.layers.conv2d` runs on it, without an activation. Its gradient is a custom one that refuses
 * dilation, computes the gradient of the filter also where the filter is a constant (the critic's, in an
 * update of the generator) and that of the input also where that is a constant (an image), and that
 * no registration reaches; so it is exchanged where the tape records it. (While gradients are recorded,
 * TensorFlow.js fuses no activation.) Everything else is recorded as it was.
 *
 * @internal
 */
export function recordFusedConvolutions(): void {
  const engine = tapeEngine();
  if (recorded in engine.runKernel) return;
  const run = engine.runKernel;
  const record = engine.addTapeNode;
  const attributes = new WeakMap<object, tf.FusedConv2DAttrs>();
  function runAndRemember(...call: Parameters<typeof run>): ReturnType<typeof run> {
    const output = run.apply(engine, call);
    if (call[0] === tf.FusedConv2D) {
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the op that ran the kernel filled its attributes
      const attrs = call[2] as unknown as tf.FusedConv2DAttrs;
      if (isPlain(attrs)) attributes.set(output, attrs);
    }
    return output;
  }
  function recordExchanged(...node: unknown[]): void {
    const [kernel, inputs, outputs, gradient, ...rest] = node;
    const output: unknown = Array.isArray(outputs) ? outputs[0] : undefined;
    const attrs = typeof output === "object" && output !== null ? attributes.get(output) : undefined;
    // a custom gradient brings its function, a kernel does not
    const exchanged = attrs !== undefined && typeof gradient === "function" ? gradientOf(attrs) : gradient;
    record.call(engine, kernel, inputs, outputs, exchanged, ...rest);
  }
  engine.runKernel = Object.assign(runAndRemember, { [recorded]: true });
  engine.addTapeNode = recordExchanged;
}
