import type { Operation } from "../network/operation.ts";

/**
 * The longest paths of operations that satisfy a condition, each fed by the one before and by nothing else.
 *
 * @param operations - the network
 * @param belongs - the condition
 * @returns each path as indices from 1 on; every operation that satisfies the condition is on one of them
 * @internal
 */
export function findChains(
  operations: readonly Operation[],
  belongs: (operation: Operation) => boolean,
): readonly (readonly number[])[] {
  const consumers = operations.map(() => 0);
  for (const { inputs } of operations)
    for (const i of inputs) if (i > 0) consumers[i - 1] = (consumers[i - 1] ?? 0) + 1;
  const chains: number[][] = [];
  const chainOf = new Map<number, number[]>();
  for (const [i, operation] of operations.entries()) {
    if (!belongs(operation) || operation.inputs.length !== 1) continue;
    const before = operation.inputs[0] ?? 0;
    const chain = consumers[before - 1] === 1 ? chainOf.get(before) : undefined;
    const own = chain ?? [];
    if (chain === undefined) chains.push(own);
    own.push(i + 1);
    chainOf.set(i + 1, own);
  }
  return chains;
}
