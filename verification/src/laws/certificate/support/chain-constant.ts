import { isLinearNetwork, linearNetworkConstant, reluNetworkConstant } from "../../../oracles/network-constant.ts";
import type { ReferenceNetwork } from "../../../oracles/reference-network.ts";
import { samplesIn } from "./samples.ts";
import { measuredPairs } from "./slopes.ts";

/** How far a quotient of a few float64 numbers may be off. */
const ROUNDING = 2 ** -46;

/**
 * A number that the Lipschitz constant of a chain of operations reaches: the norm of a linear one, the steepest sample of another.
 *
 * @param chain - the operations, from 1 on, each fed by the one before
 * @param operations - of the network
 * @returns at most the constant
 */
export function constantOfChain(chain: readonly number[], operations: ReferenceNetwork["operations"]): number {
  const own = chain.flatMap((index, k) => {
    const operation = operations[index - 1];
    return operation === undefined ? [] : [{ ...operation, inputs: [k] }];
  });
  const [first, last] = [operations[(chain[0] ?? 0) - 1], operations[(chain.at(-1) ?? 0) - 1]];
  const before = first?.action.type === "linear" ? first.action.map.inputs : (first?.outputs ?? 0);
  const network = { inputShape: [before], outputShape: [last?.outputs ?? 0], operations: own };
  if (isLinearNetwork(network)) return linearNetworkConstant(network).atLeast;
  const samples = [1, 30].flatMap((size) => samplesIn(network, 1, 20, [-size, size]));
  const ofRelu = reluNetworkConstant(network, samples);
  if (ofRelu !== null) return ofRelu.atLeast;
  const [low, high] = [new Float64Array(before).fill(-3), new Float64Array(before).fill(3)];
  const slopes = measuredPairs(network, 1, 20, low, high).map(({ rise, error, distance }) => (rise - error) / distance);
  return Math.max(0, ...slopes) * (1 - ROUNDING);
}
