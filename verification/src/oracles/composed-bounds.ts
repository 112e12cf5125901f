import type { ReferenceNetwork } from "./reference-network.ts";

/**
 * The Lipschitz constants from the input to every operation, composed of one constant for each operation: products along chains, for
 * a merge what the branches make together.
 *
 * @param network - the graph
 * @param constants - one for each operation; those of merges are not used
 * @returns 1 for the input, then one number for each operation, in plain float64
 * @see Szegedy et al. (2014), Intriguing properties of neural networks, section 4.3, https://arxiv.org/abs/1312.6199
 */
export function composedBounds(network: ReferenceNetwork, constants: readonly number[]): readonly number[] {
  const bounds = [1];
  for (const [i, { action, inputs }] of network.operations.entries()) {
    const branches = inputs.map((input) => bounds[input] ?? Number.NaN);
    bounds.push(boundOf(action, branches, constants[i] ?? Number.NaN));
  }
  return bounds;
}

function boundOf(
  action: ReferenceNetwork["operations"][number]["action"],
  branches: readonly number[],
  constant: number,
): number {
  if (action.type !== "merge") return constant * (branches[0] ?? Number.NaN);
  const sum = branches.reduce((total, branch) => total + branch, 0);
  if (action.merge === "sum") return sum;
  if (action.merge === "average") return sum / branches.length;
  return Math.hypot(...branches);
}
