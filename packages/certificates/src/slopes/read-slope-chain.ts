import type { Action, ConvolutionAction, Network, Operation } from "../network/operation.ts";
import type { DenseMatrix } from "./dense-matrix.ts";
import type { SlopeChain } from "./slope-chain.ts";
import { slopeRange } from "./slope-range.ts";

/**
 * The matrices and slope ranges of a chain of operations: dense layers on vectors, exactly one activation between two of them, and
 * anything that leaves all entries as they are.
 *
 * @param network - the network
 * @param chain - numbers of its operations, in order
 * @returns null where the chain has another form
 *
 * @internal
 */
export function readSlopeChain(network: Network, chain: readonly number[]): SlopeChain | null {
  const weights: DenseMatrix[] = [];
  const slopes: (readonly [number, number])[] = [];
  for (const number of chain) {
    const operation = network.operations[number - 1];
    if (operation === undefined || operation.inputs.length !== 1) return null;
    if (isIdentity(operation.action)) continue;
    if (isDense(operation)) {
      if (slopes.length !== weights.length) return null; // two matrices without an activation between them
      weights.push(matrixOf(operation.action));
    } else if (operation.action.type === "entrywise") {
      if (slopes.length !== weights.length - 1) return null;
      slopes.push(slopeRange(operation.action));
    } else return null;
  }
  return weights.length >= 2 && slopes.length === weights.length - 1 ? { weights, slopes } : null;
}

/** Whether the entries stay as they are, and in order. */
function isIdentity(action: Action): boolean {
  return (
    (action.type === "gather" && action.source === null) || (action.type === "entrywise" && action.name === "linear")
  );
}

function isDense(operation: Operation): operation is Operation & { readonly action: ConvolutionAction } {
  const { action, kind, inputShapes } = operation;
  return kind === "Dense" && action.type === "convolution" && inputShapes[0]?.length === 1;
}

/** The kernel is stored as `[inputs, units]`. */
function matrixOf({ map, kernel }: ConvolutionAction): DenseMatrix {
  const { inChannels: columns, outChannels: rows } = map;
  const values = new Float64Array(rows * columns);
  for (let i = 0; i < columns; i++) {
    for (let j = 0; j < rows; j++) values[j * columns + i] = kernel[i * rows + j] ?? 0;
  }
  return { rows, columns, values };
}
