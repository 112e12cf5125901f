import { isKernelBelow, isReshapedBelow, isSymbolBelow } from "./convolution-test.ts";
import { applyMap, type Enclosure, exactly } from "./linear-map.ts";
import { frobeniusUp, isNormBelow, shorterSide } from "./norm-test.ts";
import { type Convolution, type Operation, sizeOf } from "./operation.ts";
import { demand, down, UNIT, up, type Work } from "./rounding.ts";

/** What is claimed of a norm. */
export interface Claim {
  readonly method: string;
  readonly grid: readonly number[] | undefined;
  readonly upper: number;
}

/**
 * Whether it is proven, by the method of the claim, that a convolution has no larger norm.
 *
 * @param convolution - the convolution
 * @param operations - the operations that it stands for, for their explicit matrix
 * @param claim - method and bound
 * @param work - is charged for it
 * @returns true only if it is proven
 * @internal
 */
export function isConvolutionBelow(
  convolution: Convolution,
  operations: readonly Operation[],
  { method, grid, upper }: Claim,
  work: Work,
): boolean {
  if (method === "fourier") return isSymbolBelow(convolution, grid ?? [], upper, work);
  if (method === "reshaped") return isReshapedBelow(convolution, upper, work);
  const isPointwise = convolution.axes.every(({ size }) => size === 1);
  return isPointwise ? isKernelBelow(convolution, upper, work) : isMatrixBelow(operations, upper, work);
}

/**
 * The same for a chain of linear operations: as one convolution with the scales beside it in its kernel, or as an explicit matrix.
 *
 * @internal
 */
export function isChainBelow(chain: readonly Operation[], claim: Claim, work: Work): boolean {
  for (const { action, name } of chain) {
    const isLinear =
      action.type === "linear" ||
      (action.type === "entrywise" && action.activation.slopes[0] === 1 && action.activation.slopes[1] === 1);
    demand(isLinear, () => `a chain by method ${claim.method} must be of linear operations, received ${name}`);
  }
  const folded = foldedConvolution(chain);
  if (folded !== null) return isConvolutionBelow(folded, chain, claim, work);
  demand(
    claim.method === "cholesky",
    () => `a chain by method ${claim.method} must be a convolution and scales of its channels`,
  );
  return isMatrixBelow(chain, claim.upper, work);
}

/** The convolution among operations that otherwise scale its channels; null where the chain is another. */
function foldedConvolution(chain: readonly Operation[]): Convolution | null {
  const at = chain.findIndex(({ convolution }) => convolution !== null);
  const convolution = chain[at]?.convolution;
  if (convolution === undefined || convolution === null) return null;
  const { groups, perInput, perOutput, isAdjoint, channelAxis } = convolution;
  const width = groups * perOutput;
  let { kernel, error } = convolution;
  for (const [i, { scale }] of chain.entries()) {
    if (i === at) continue;
    if (scale === null || scale.axis !== channelAxis) return null;
    // Of an adjoint the operation's outputs are the convolution's inputs.
    const isOfOutputs = i > at !== isAdjoint;
    kernel = kernel.map((entry, k) => {
      const output = k % width;
      const input = (Math.floor(k / width) % perInput) + Math.floor(output / perOutput) * perInput;
      return entry * (scale.values[isOfOutputs ? output : input] as number);
    });
    error = up((1 + error) * (1 + scale.error) * (1 + 2 * UNIT) - 1 + 4 * UNIT);
  }
  return { ...convolution, kernel, error };
}

/**
 * Whether the explicit matrix of linear operations has no larger norm. Its columns are the images of the unit vectors, enclosed; the norm is at most that of their
 * middles, by the test, and the Frobenius norm of their radii.
 */
function isMatrixBelow(operations: readonly Operation[], bound: number, work: Work): boolean {
  const inputs = sizeOf(operations[0]?.inputShapes[0] ?? []);
  const outputs = sizeOf(operations.at(-1)?.shape ?? []);
  demand(
    inputs * outputs <= 2 ** 22 && Math.min(inputs, outputs) <= 1024,
    () =>
      `a matrix must have at most 2^22 entries and 1024 rows or columns to be written out, received ${outputs} x ${inputs}`,
  );
  const maps = operations.flatMap(({ action }) => {
    const map = action.type === "linear" ? action.map : null;
    return map === null ? [] : [{ map, taps: map.taps() }];
  });
  const middles = new Float64Array(inputs * outputs);
  const radii = new Float64Array(inputs * outputs);
  for (let j = 0; j < inputs; j++) {
    const unit = new Float64Array(inputs);
    unit[j] = 1;
    let image: Enclosure = exactly(unit);
    for (const { map, taps } of maps) image = applyMap(map, image, work, taps);
    middles.set(image.middle, j * outputs);
    radii.set(image.radius, j * outputs);
  }
  return isNormBelow(shorterSide(middles, inputs, outputs), down(bound - frobeniusUp(radii)), work);
}
