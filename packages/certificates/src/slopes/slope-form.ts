import type { DenseMatrix } from "./dense-matrix.ts";
import { type Skyline } from "./skyline-cholesky.ts";
import { type SlopeChain, sizeOf } from "./slope-chain.ts";

// Reads of typed arrays below are in range by construction; `as number` keeps checks out of the inner loops.

/**
 * Where the unknowns of each layer stand: the last hidden layer comes first, the input last, so that the rows which depend on
 * the Lipschitz constant come after all others.
 *
 * @param chain - a dense network
 * @returns for layer i (0 for the input) the first row
 *
 * @internal
 */
export function slopeFormOffsets(chain: SlopeChain): readonly number[] {
  let offset = sizeOf(chain);
  return chain.weights.map(({ columns }) => (offset -= columns));
}

/**
 * The matrix P of the quadratic form that bounds a dense network, without `L²`.
 *
 * Let d_0 be the difference of two inputs, z_i = W_i d_{i−1} that of the inputs of activation i and d_i that of its outputs.
 * Every entry has d = s z with a slope s in [a, b], so (d − a z)(b z − d) >= 0. With any multipliers λ >= 0
 *
 * `L² |d_0|² − |W_l d_{l−1}|² − Σ_ij λ_ij (d_ij − a_i z_ij)(b_i z_ij − d_ij) = (L² |d_0|² + dᵀ P d)`
 *
 * is a quadratic form in d = (d_{l−1}, …, d_0); where it is positive semidefinite, `|W_l d_{l−1}| <= L |d_0|` follows for all
 * d that the network can make. Multiplied out, with Λ_i = diag λ_i:
 *
 * - block (i, i): `Λ_i + a_{i+1} b_{i+1} W_{i+1}ᵀ Λ_{i+1} W_{i+1}`, without Λ for the input, and `Λ_{l−1} − W_lᵀ W_l`
 * - block (i, i − 1): `−(a_i + b_i) / 2 · Λ_i W_i`
 *
 * @param chain - a dense network of at least one activation
 * @param multipliers - λ, for each activation one number >= 0 for each unit
 * @returns the lower triangle
 * @see Fazlyab et al. (2019), Efficient and accurate estimation of Lipschitz constants for deep neural networks,
 * https://arxiv.org/abs/1906.04893, theorem 2 with diagonal multipliers only: those that couple units are not valid
 *
 * @internal
 */
export function slopeForm(chain: SlopeChain, multipliers: readonly Float64Array[]): Skyline {
  const size = sizeOf(chain);
  const offsets = slopeFormOffsets(chain);
  const values = new Float64Array(size * size);
  const first = new Int32Array(size);
  const last = chain.weights.length - 1;
  for (let layer = 0; layer <= last; layer++) {
    const matrix = chain.weights[layer] as DenseMatrix;
    const at = offsets[layer] ?? 0;
    first.fill(layer === last ? at : (offsets[layer + 1] ?? 0), at, at + matrix.columns);
    const lambda = multipliers[layer];
    const [a, b] = chain.slopes[layer] ?? [0, 0];
    if (lambda === undefined) addGram(values, size, at, matrix, null, -1);
    else {
      if (a * b !== 0) addGram(values, size, at, matrix, lambda, a * b);
      addCoupling(values, size, offsets[layer + 1] ?? 0, at, matrix, lambda, -(a + b) / 2);
      for (let j = 0; j < matrix.rows; j++) {
        const diagonal = ((offsets[layer + 1] ?? 0) + j) * (size + 1);
        values[diagonal] = (values[diagonal] as number) + (lambda[j] as number);
      }
    }
  }
  return { size, values, first };
}

/** Adds `factor · Wᵀ diag(lambda) W` to the lower triangle of the block that begins at row and column `at`. */
function addGram(
  values: Float64Array,
  size: number,
  at: number,
  { rows, columns, values: w }: DenseMatrix,
  lambda: Float64Array | null,
  factor: number,
): void {
  const row = new Float64Array(columns);
  for (let k = 0; k < columns; k++) {
    row.fill(0);
    for (let j = 0; j < rows; j++) {
      const weight = (w[j * columns + k] as number) * (lambda === null ? 1 : (lambda[j] as number));
      if (weight === 0) continue;
      for (let l = 0; l <= k; l++) row[l] = (row[l] as number) + weight * (w[j * columns + l] as number);
    }
    const to = (at + k) * size + at;
    for (let l = 0; l <= k; l++) values[to + l] = (values[to + l] as number) + factor * (row[l] as number);
  }
}

/** Puts `factor · Wᵀ diag(lambda)` at row `row` and column `column`. */
function addCoupling(
  values: Float64Array,
  size: number,
  column: number,
  row: number,
  { rows, columns, values: w }: DenseMatrix,
  lambda: Float64Array,
  factor: number,
): void {
  for (let j = 0; j < rows; j++) {
    const weight = factor * (lambda[j] as number);
    for (let k = 0; k < columns; k++) values[(row + k) * size + column + j] = weight * (w[j * columns + k] as number);
  }
}
