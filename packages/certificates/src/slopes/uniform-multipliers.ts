import { type DenseMatrix, timesTransposed, timesVector, transposed } from "./dense-matrix.ts";
import { largestEigenvalue } from "./largest-eigenvalue.ts";
import { factorRows } from "./skyline-cholesky.ts";
import type { SlopeChain } from "./slope-chain.ts";

// Reads of typed arrays below are in range by construction; `as number` keeps checks out of the inner loops.

/**
 * Good multipliers that are equal within a layer, in closed form, layer by layer from the input on.
 *
 * Eliminating d_0, …, d_{i−1} from the quadratic form of {@link slopeForm} (with L² = 1 at first) leaves a matrix X_i of d_i. With
 * `M = W_i X_{i−1}⁻¹ W_iᵀ`, Λ_i = λ I, m = (a + b) / 2 and the matrix inversion lemma it is `X_i = λ − m² λ² (M⁻¹ + a b λ)⁻¹`. For an
 * eigenvalue μ of M that is `λ (1 − r² λ μ) / (1 + a b λ μ)`, r = (b − a) / 2, which falls in μ; for the largest μ it is largest, at
 * `1 / (max(a², b²) μ)`, for `λ = 1 / (max(|a|, |b|) r μ)`. So `X_i⁻¹ <= max(a², b²) ‖M‖`, and L² is at most the product of squared norms.
 * A large number stands for the λ = ∞ of an activation with one slope.
 *
 * @param chain - a dense network, scaled so that its entries are near 1
 * @returns for each activation one number for each unit, for the L² that belongs to them; null where rounding spoils it
 * @see Xu & Sivaranjani (2024), ECLipsE: efficient compositional Lipschitz constant estimation for deep neural networks,
 * https://arxiv.org/abs/2404.04375, section 3.3 (ECLipsE-Fast), where a = 0 or a = −b
 *
 * @internal
 */
export function uniformMultipliers(chain: SlopeChain): { multipliers: Float64Array[]; level: number } | null {
  const multipliers: Float64Array[] = [];
  let spread = gramOfRows(chain.weights[0]);
  for (const [layer, [a, b]] of chain.slopes.entries()) {
    const mu = largestEigenvalue((x) => timesVector(spread, x), spread.rows);
    const steepest = Math.max(Math.abs(a), Math.abs(b));
    const lambda = 1 / (steepest * Math.max((b - a) / 2, 3e-6 * steepest) * mu);
    if (!(lambda > 0 && lambda < Infinity)) return null;
    multipliers.push(new Float64Array(spread.rows).fill(lambda));
    const left = eliminate(spread, lambda, mu, [a, b]);
    const next = left === null ? null : spreadThrough(left, chain.weights[layer + 1] as DenseMatrix);
    if (next === null) return null;
    spread = next;
  }
  const level = largestEigenvalue((x) => timesVector(spread, x), spread.rows);
  return { multipliers: multipliers.map((lambda) => lambda.map((value) => value * level)), level };
}

function gramOfRows(matrix: DenseMatrix | undefined): DenseMatrix {
  return matrix === undefined ? { rows: 0, columns: 0, values: new Float64Array(0) } : timesTransposed(matrix, matrix);
}

/** X of {@link uniformMultipliers}; with p = a b λ, `M (I + p M)⁻¹ = (I − (I + p M)⁻¹) / p`. */
function eliminate(
  spread: DenseMatrix,
  lambda: number,
  mu: number,
  [a, b]: readonly [number, number],
): DenseMatrix | null {
  const n = spread.rows;
  const product = a * b * lambda;
  const square = ((a + b) / 2) ** 2 * lambda * lambda;
  let values = spread.values.map((value) => -square * value);
  if (Math.abs(product * mu) > 1e-9) {
    const sum = spread.values.map((value) => product * value);
    for (let i = 0; i < n; i++) sum[i * (n + 1)] = (sum[i * (n + 1)] as number) + 1;
    if (!factorRows({ size: n, values: sum, first: new Int32Array(n) }, 0, n)) return null;
    const root = transposed({ rows: n, columns: n, values: inverseRows(sum, n) });
    values = timesTransposed(root, root).values.map((value) => (square / product) * value);
    for (let i = 0; i < n; i++) values[i * (n + 1)] = (values[i * (n + 1)] as number) - square / product;
  }
  for (let i = 0; i < n; i++) values[i * (n + 1)] = (values[i * (n + 1)] as number) + lambda;
  return { rows: n, columns: n, values };
}

/** `W X⁻¹ Wᵀ`; X is used up. */
function spreadThrough(x: DenseMatrix, matrix: DenseMatrix): DenseMatrix | null {
  if (!factorRows({ size: x.rows, values: x.values, first: new Int32Array(x.rows) }, 0, x.rows)) return null;
  const half = solveRows(x.values, x.rows, matrix);
  return timesTransposed(half, half);
}

/** Every row r of the matrix to `C⁻¹ r`, C lower triangular. */
function solveRows(factor: Float64Array, n: number, matrix: DenseMatrix): DenseMatrix {
  const values = Float64Array.from(matrix.values);
  for (let row = 0; row < matrix.rows; row++) {
    const at = row * n;
    for (let i = 0; i < n; i++) {
      let sum = values[at + i] as number;
      for (let k = 0; k < i; k++) sum -= (factor[i * n + k] as number) * (values[at + k] as number);
      values[at + i] = sum / (factor[i * (n + 1)] as number);
    }
  }
  return { rows: matrix.rows, columns: n, values };
}

/**
 * The inverse of a lower triangular matrix.
 *
 * @param factor - shape `[n, n]`, entries above the diagonal are not read
 * @param n - its size
 * @returns lower triangular
 *
 * @internal
 */
export function inverseRows(factor: Float64Array, n: number): Float64Array {
  const inverse = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    const row = inverse.subarray(i * n, i * n + i + 1);
    for (let k = 0; k < i; k++) {
      const entry = factor[i * n + k] as number;
      if (entry === 0) continue;
      for (let j = 0; j <= k; j++) row[j] = (row[j] as number) - entry * (inverse[k * n + j] as number);
    }
    const pivot = factor[i * (n + 1)] as number;
    row[i] = 1;
    for (let j = 0; j <= i; j++) row[j] = (row[j] as number) / pivot;
  }
  return inverse;
}
