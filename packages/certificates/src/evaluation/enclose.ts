import type { Network } from "../network/operation.ts";
import type { Enclosure } from "./enclosure.ts";
import { evaluatorOf } from "./internal/evaluators.ts";
import { type FixedValues, runNetwork, sampleOf } from "./internal/run-network.ts";
import { sizeOf } from "../network/size-of.ts";

/**
 * A box that surely holds what a network makes of one sample in exact arithmetic.
 *
 * The network is evaluated in float64 by midpoint and radius: each operation maps a box into a box, and adds a proven bound on its own
 * rounding errors.
 *
 * @param network - the network
 * @param x - one sample, in the order of memory
 * @param fixed - values of the fixed inputs by name
 * @returns middle and radius of each entry of the output; infinite radii where numbers overflow
 * @throws RangeError if a sample has not the right number of finite entries
 *
 * @example
 * ```ts
 * import { enclose, readNetwork } from "@lipschitz-gan/certificates";
 *
 * const config = { name: "head", units: 1, activation: "tanh", use_bias: false, batch_input_shape: [null, 2] };
 * const network = readNetwork({
 *   modelTopology: { class_name: "Sequential", config: { name: "critic", layers: [{ class_name: "Dense", config }] } },
 *   weightSpecs: [{ name: "head/kernel", shape: [2, 1], dtype: "float32" }],
 *   weightData: Float32Array.of(3, 4).buffer,
 * });
 * const { middle, radius } = enclose(network, [0.1, -0.05]);
 * middle[0]; // => ~0.09966799
 * (radius[0] ?? 1) < 1e-12; // => true
 * ```
 * @see Rump (1999), Fast and parallel interval arithmetic, BIT 39, 534-554
 */
export function enclose(network: Network, x: ArrayLike<number>, fixed: FixedValues = {}): Enclosure {
  let isFinite = true;
  const signals = runNetwork<Enclosure>(
    network,
    point(sampleOf("enclose", network, x)),
    point,
    (operation, inputs) => {
      // After an overflow nothing is known, and comparisons of later operations would mislead.
      if (!isFinite) return point(new Float64Array(sizeOf(operation.outputShape)));
      const result = evaluatorOf(operation).enclose(inputs);
      isFinite = result.middle.every(Number.isFinite) && result.radius.every(Number.isFinite);
      return result;
    },
    fixed,
    false,
  );
  const last = signals.at(-1);
  if (last !== undefined && isFinite) return last;
  const size = sizeOf(network.outputShape);
  return { middle: new Float64Array(size), radius: new Float64Array(size).fill(Infinity) };
}

function point(middle: Float64Array): Enclosure {
  return { middle, radius: new Float64Array(middle.length) };
}
