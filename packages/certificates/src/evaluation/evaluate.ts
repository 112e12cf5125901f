import type { Network } from "../network/operation.ts";
import { evaluatorOf } from "./internal/evaluators.ts";
import { type FixedValues, runNetwork, sampleOf } from "./internal/run-network.ts";

/**
 * What a network makes of one sample, in float64 and in an order of operations that is the same in all engines.
 *
 * @param network - the network
 * @param x - one sample, in the order of memory
 * @param fixed - values of the fixed inputs by name
 * @returns the output
 * @throws RangeError if a sample has not the right number of finite entries
 *
 * @example
 * ```ts
 * import { evaluate, readNetwork } from "@lipschitz-gan/certificates";
 *
 * const config = { name: "head", units: 1, activation: "relu", use_bias: false, batch_input_shape: [null, 2] };
 * const network = readNetwork({
 *   modelTopology: { class_name: "Sequential", config: { name: "critic", layers: [{ class_name: "Dense", config }] } },
 *   weightSpecs: [{ name: "head/kernel", shape: [2, 1], dtype: "float32" }],
 *   weightData: Float32Array.of(3, 4).buffer,
 * });
 * [...evaluate(network, [1, 2])]; // => [11]
 * ```
 */
export function evaluate(network: Network, x: ArrayLike<number>, fixed: FixedValues = {}): Float64Array {
  const signals = runNetwork<Float64Array>(
    network,
    sampleOf("evaluate", network, x),
    (values) => values,
    (operation, inputs) => evaluatorOf(operation).value(inputs),
    fixed,
    false,
  );
  return signals.at(-1) ?? new Float64Array();
}
