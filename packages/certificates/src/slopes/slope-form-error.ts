import type { DenseMatrix } from "./dense-matrix.ts";
import { type SlopeChain, sizeOf } from "./slope-chain.ts";
import { slopeFormOffsets } from "./slope-form.ts";

/**
 * How far the floating-point matrix of {@link slopeForm}, scaled to `D P D` by powers of two, can be from the exact one: the
 * exact one is at least the floating one minus the diagonal matrix of these numbers.
 *
 * Every entry is a sum of at most n products, n the largest number of rows of a matrix, where a product has at most three
 * roundings of its own (`a b`, `λ w`, times w) and the sum is rounded once more where Λ or L² joins in. So its error is at
 * most γ(n + 8) times the same expression with absolute values everywhere (Higham, ASNA, section 3.1), and a symmetric matrix
 * E with |E| <= A entry by entry is at least minus the diagonal matrix of A's row sums (Gershgorin). The row sums take two
 * matrix-vector products a layer, and the factor 2 covers their own rounding.
 *
 * @param chain - a dense network
 * @param multipliers - λ >= 0
 * @param scale - the diagonal of D
 * @param level - L²
 * @returns one number >= 0 a row
 *
 * @internal
 */
export function slopeFormError(
  chain: SlopeChain,
  multipliers: readonly Float64Array[],
  scale: Float64Array,
  level: number,
): Float64Array {
  const offsets = slopeFormOffsets(chain);
  const sums = new Float64Array(sizeOf(chain));
  const add = (index: number, value: number): void => {
    sums[index] = (sums[index] ?? 0) + value;
  };
  let largest = 0;
  chain.weights.forEach((matrix, layer) => {
    largest = Math.max(largest, matrix.rows);
    const at = offsets[layer] ?? 0;
    const next = offsets[layer + 1] ?? 0;
    const lambda = multipliers[layer];
    const [a, b] = chain.slopes[layer] ?? [0, 0];
    // Of the rows of this layer's inputs: |ab| Wᵀ Λ W d and |m| Wᵀ Λ d; of those of its units: |m| Λ W d and Λ d.
    const reached = absoluteTimes(matrix, scale.subarray(at, at + matrix.columns));
    const pulled = new Float64Array(matrix.rows);
    for (let j = 0; j < matrix.rows; j++) {
      const reach = reached[j] ?? 0;
      if (lambda === undefined) pulled[j] = reach;
      else {
        const own = scale[next + j] ?? 0;
        const weight = lambda[j] ?? 0;
        const middle = (Math.abs(a) + Math.abs(b)) / 2;
        pulled[j] = weight * (Math.abs(a * b) * reach + middle * own);
        add(next + j, weight * (own + middle * reach));
      }
    }
    absoluteTransposedTimes(matrix, pulled).forEach((value, k) => add(at + k, value));
    if (layer === 0) for (let k = 0; k < matrix.columns; k++) add(at + k, level * (scale[at + k] ?? 0));
  });
  const rounds = largest + 8;
  const gamma = (rounds * 2 ** -53) / (1 - rounds * 2 ** -53);
  return sums.map((sum, i) => 2 * gamma * sum * (scale[i] ?? 0));
}

/** `|W| x`. */
function absoluteTimes({ rows, columns, values }: DenseMatrix, x: Float64Array): Float64Array {
  const product = new Float64Array(rows);
  for (let j = 0; j < rows; j++) {
    let sum = 0;
    for (let k = 0; k < columns; k++) sum += Math.abs(values[j * columns + k] ?? 0) * (x[k] ?? 0);
    product[j] = sum;
  }
  return product;
}

/** `|W|ᵀ y`. */
function absoluteTransposedTimes({ rows, columns, values }: DenseMatrix, y: Float64Array): Float64Array {
  const product = new Float64Array(columns);
  for (let j = 0; j < rows; j++) {
    const yj = y[j] ?? 0;
    for (let k = 0; k < columns; k++) product[k] = (product[k] ?? 0) + Math.abs(values[j * columns + k] ?? 0) * yj;
  }
  return product;
}
