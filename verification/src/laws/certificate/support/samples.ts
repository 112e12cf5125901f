import { createRng } from "@lipschitz-gan/core";
import type { ReferenceNetwork } from "../../../oracles/reference-network.ts";

/**
 * Samples of a network, uniform in a cube.
 *
 * @param network - the network
 * @param seed - of the random numbers
 * @param count - how many
 * @param range - of every entry
 */
export function samplesIn(
  network: Pick<ReferenceNetwork, "inputShape">,
  seed: number,
  count: number,
  [low, high]: readonly [number, number],
): readonly Float64Array[] {
  const random = createRng(seed).stream(`samples ${low} ${high}`);
  const length = network.inputShape.reduce((total, n) => total * n, 1);
  return Array.from({ length: count }, () =>
    Float64Array.from({ length }, () => low + (high - low) * random.uniform()),
  );
}
