import type { Network } from "../network/operation.ts";
import type { RandomNumbers } from "./random-numbers.ts";

/**
 * Values of the fixed inputs by name: indices of rows of the tables that they are looked up in.
 *
 * @internal
 */
export type FixedChoice = Readonly<Record<string, readonly number[]>>;

/**
 * Draws values for a network's fixed inputs; 0 for one that no table belongs to.
 *
 * @internal
 */
export function randomFixedChoice({ operations, fixedInputs }: Network, { uniform }: RandomNumbers): FixedChoice {
  const choices = fixedInputs.map(({ name, size }, index) => {
    const rows = operations.flatMap(({ action, inputs }) => {
      const source = operations[(inputs[0] ?? 0) - 1]?.action;
      return action.type === "embedding" && source?.type === "fixed" && source.index === index ? [action.rows] : [];
    });
    const nRows = Math.min(...rows, 2 ** 31);
    return [name, Array.from({ length: size }, () => (rows.length === 0 ? 0 : Math.floor(uniform() * nRows)))] as const;
  });
  return Object.fromEntries(choices);
}
