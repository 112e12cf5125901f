import type { Network } from "../network/operation.ts";
import { evaluatorOf } from "./internal/evaluators.ts";
import { type FixedValues, runNetwork, sampleOf } from "./internal/run-network.ts";

/** A network's value and a gradient at one sample. */
export interface ValueAndGradient {
  readonly value: Float64Array;
  /** Of the inner product of cotangent and value, with respect to the sample. */
  readonly gradient: Float64Array;
}

/**
 * The gradient of `⟨cotangent, f(x)⟩` with respect to x by the chain rule from the output backwards.
 *
 * At corners it is the derivative from one side: max pooling takes the first of the largest entries, relu has slope 0 at 0.
 *
 * @param network - the network
 * @param x - one sample, in the order of memory
 * @param cotangent - weights of the output's entries; may be left out where there is one, and is 1 then
 * @param fixed - values of the fixed inputs by name
 * @returns the output and the gradient, in float64 without a bound on the error
 * @throws RangeError if a sample or the cotangent has not the right number of finite entries
 *
 * @example
 * ```ts
 * import { gradient, readNetwork } from "@lipschitz-gan/certificates";
 *
 * const config = { name: "head", units: 1, activation: "relu", use_bias: false, batch_input_shape: [null, 2] };
 * const network = readNetwork({
 *   modelTopology: { class_name: "Sequential", config: { name: "critic", layers: [{ class_name: "Dense", config }] } },
 *   weightSpecs: [{ name: "head/kernel", shape: [2, 1], dtype: "float32" }],
 *   weightData: Float32Array.of(3, 4).buffer,
 * });
 * [...gradient(network, [1, 2]).gradient]; // => [3, 4]
 * ```
 * @see Griewank & Walther (2008), Evaluating derivatives, 2nd ed., section 3.2
 */
export function gradient(
  network: Network,
  x: ArrayLike<number>,
  cotangent?: Float64Array,
  fixed: FixedValues = {},
): ValueAndGradient {
  const signals = runNetwork<Float64Array>(
    network,
    sampleOf("gradient", network, x),
    (values) => values,
    (operation, inputs) => evaluatorOf(operation).value(inputs),
    fixed,
    true,
  );
  const value = signals.at(-1) ?? new Float64Array();
  const last = cotangent ?? (value.length === 1 ? Float64Array.of(1) : new Float64Array());
  if (last.length !== value.length) {
    throw new RangeError(`gradient: cotangent must have ${value.length} entries, received ${last.length}`);
  }
  const cotangents: (Float64Array | undefined)[] = signals.map(() => undefined);
  cotangents[signals.length - 1] = last;
  for (let i = network.operations.length - 1; i >= 0; i--) {
    const operation = network.operations[i];
    const own = cotangents[i + 1];
    if (operation === undefined || own === undefined || !operation.isVaried) continue;
    cotangents[i + 1] = undefined;
    const inputs = operation.inputs.flatMap((from) => signals[from] ?? []);
    for (const [k, part] of evaluatorOf(operation).pullBack(inputs, own).entries()) {
      const from = operation.inputs[k] ?? 0;
      cotangents[from] = sumOf(cotangents[from], part);
    }
  }
  return { value, gradient: cotangents[0] ?? new Float64Array(signals[0]?.length ?? 0) };
}

function sumOf(a: Float64Array | undefined, b: Float64Array): Float64Array {
  return a === undefined ? b : a.map((entry, i) => entry + (b[i] ?? 0));
}
