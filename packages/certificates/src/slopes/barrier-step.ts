import { type DenseMatrix, timesTransposed, transposed } from "./dense-matrix.ts";
import { factorRows, type Skyline } from "./skyline-cholesky.ts";
import { type SlopeChain, sizeOf } from "./slope-chain.ts";
import { slopeForm, slopeFormOffsets } from "./slope-form.ts";
import { inverseRows } from "./uniform-multipliers.ts";

// Reads of typed arrays below are in range by construction; `as number` keeps checks out of the inner loops.

/**
 * A point of the barrier method: L² and the multipliers, one number for each hidden unit, layer after layer.
 *
 * @internal
 */
export interface BarrierPoint {
  readonly level: number;
  readonly multipliers: Float64Array;
}

/**
 * The Cholesky factor of `P + L²` on the input at a point, and its barrier `−log det P − Σ log λ`.
 *
 * @returns null outside of the cone
 *
 * @internal
 */
export function barrierFactor(chain: SlopeChain, point: BarrierPoint): { factor: Skyline; barrier: number } | null {
  if (!(point.level > 0 && point.multipliers.every((value) => value > 0))) return null;
  const form = slopeForm(chain, byLayer(chain, point.multipliers));
  const { size, values } = form;
  for (let i = slopeFormOffsets(chain)[0] ?? 0; i < size; i++) {
    values[i * (size + 1)] = (values[i * (size + 1)] as number) + point.level;
  }
  if (!factorRows(form, 0, size)) return null;
  let barrier = 0;
  for (let i = 0; i < size; i++) barrier -= 2 * Math.log(values[i * (size + 1)] as number);
  for (const value of point.multipliers) barrier -= Math.log(value);
  return { factor: form, barrier };
}

/**
 * The Newton step of `weight · L² − log det P − Σ log λ`.
 *
 * P is linear in L² and in every multiplier, whose matrix is `(u vᵀ + v uᵀ) / 2`, `u = e − a w` and `v = e − b w` with the unit's own
 * unit vector e and its row w of W. So with G = P⁻¹ the gradient is `−uᵀ G v`, and the Hessian between two units i and j is
 * `(uᵢᵀ G uⱼ · vᵢᵀ G vⱼ + uᵢᵀ G vⱼ · vᵢᵀ G uⱼ) / 2`: entrywise products of three matrices.
 *
 * @param chain - a dense network
 * @param point - inside the cone
 * @param factor - of {@link barrierFactor}; is used up
 * @param weight - of L²
 * @returns the step and its Newton decrement squared; null where rounding spoils it
 * @see Boyd & Vandenberghe (2004), Convex Optimization, sections 9.5, 11.3 and 11.6
 *
 * @internal
 */
export function barrierStep(
  chain: SlopeChain,
  point: BarrierPoint,
  { size, values }: Skyline,
  weight: number,
): { step: BarrierPoint; decrement: number } | null {
  const root = transposed({ rows: size, columns: size, values: inverseRows(values, size) });
  const inverse = timesTransposed(root, root); // P⁻¹ = C⁻ᵀ C⁻¹
  // Rows G u and G v of all units.
  const gu = throughUnits(chain, inverse, 0);
  const gv = throughUnits(chain, inverse, 1);
  const uu = throughUnits(chain, gu, 0); // entry [j, i] is u_j G u_i
  const uv = throughUnits(chain, gv, 0); // u_j G v_i, at [i's column, j's row]
  const vv = throughUnits(chain, gv, 1);
  return solve(chain, point, weight, { inverse, gu, gv, uu, uv, vv });
}

/**
 * For every unit the vector u (which = 0) or v (1), times a matrix with a column for each unknown: rows `(M u)ᵀ`, so
 * shape `[units, rows of M]`.
 */
function throughUnits(chain: SlopeChain, matrix: DenseMatrix, which: 0 | 1): DenseMatrix {
  const offsets = slopeFormOffsets(chain);
  const units = chain.slopes.reduce((sum, _, i) => sum + (chain.weights[i]?.rows ?? 0), 0);
  const values = new Float64Array(units * matrix.rows);
  let unit = 0;
  chain.slopes.forEach((range, layer) => {
    const weights = chain.weights[layer] as DenseMatrix;
    const own = offsets[layer + 1] ?? 0;
    const slope = range[which];
    const carried =
      slope === 0 ? null : timesTransposed(weights, columnsOf(matrix, offsets[layer] ?? 0, weights.columns));
    for (let j = 0; j < weights.rows; j++, unit++) {
      for (let row = 0; row < matrix.rows; row++) {
        const direct = matrix.values[row * matrix.columns + own + j] as number;
        const past = carried === null ? 0 : slope * (carried.values[j * matrix.rows + row] as number);
        values[unit * matrix.rows + row] = direct - past;
      }
    }
  });
  return { rows: units, columns: matrix.rows, values };
}

function columnsOf(matrix: DenseMatrix, from: number, count: number): DenseMatrix {
  const values = new Float64Array(matrix.rows * count);
  for (let i = 0; i < matrix.rows; i++) {
    const at = i * matrix.columns + from;
    values.set(matrix.values.subarray(at, at + count), i * count);
  }
  return { rows: matrix.rows, columns: count, values };
}

interface Products {
  readonly inverse: DenseMatrix;
  readonly gu: DenseMatrix;
  readonly gv: DenseMatrix;
  readonly uu: DenseMatrix;
  readonly uv: DenseMatrix;
  readonly vv: DenseMatrix;
}

/** Newton's equations, L² last. */
function solve(
  chain: SlopeChain,
  point: BarrierPoint,
  weight: number,
  { inverse, gu, gv, uu, uv, vv }: Products,
): { step: BarrierPoint; decrement: number } | null {
  const start = slopeFormOffsets(chain)[0] ?? 0;
  const size = sizeOf(chain);
  const units = uu.rows;
  const n = units + 1;
  const hessian = new Float64Array(n * n);
  const gradient = new Float64Array(n);
  for (let i = 0; i < units; i++) {
    for (let j = 0; j <= i; j++) {
      const ij = i * units + j;
      const ji = j * units + i;
      hessian[i * n + j] =
        ((uu.values[ij] as number) * (vv.values[ij] as number) +
          (uv.values[ij] as number) * (uv.values[ji] as number)) /
        2;
    }
    const lambda = point.multipliers[i] as number;
    hessian[i * (n + 1)] = (hessian[i * (n + 1)] as number) + 1 / (lambda * lambda);
    gradient[i] = -(uv.values[i * (units + 1)] as number) - 1 / lambda;
    let coupling = 0;
    for (let k = start; k < size; k++)
      coupling += (gu.values[i * size + k] as number) * (gv.values[i * size + k] as number);
    hessian[units * n + i] = coupling;
  }
  let square = 0;
  let trace = 0;
  for (let i = start; i < size; i++) {
    trace += inverse.values[i * (size + 1)] as number;
    for (let j = start; j < size; j++) square += (inverse.values[i * size + j] as number) ** 2;
  }
  hessian[n * n - 1] = square;
  gradient[units] = weight - trace;
  return newton(hessian, gradient, n);
}

function newton(
  hessian: Float64Array,
  gradient: Float64Array,
  n: number,
): { step: BarrierPoint; decrement: number } | null {
  // Scaled to a diagonal of 1: multipliers differ by orders of magnitude.
  const scale = Float64Array.from({ length: n }, (_, i) => 1 / Math.sqrt(hessian[i * (n + 1)] as number));
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      hessian[i * n + j] = (hessian[i * n + j] as number) * (scale[i] as number) * (scale[j] as number);
    }
    hessian[i * (n + 1)] = (hessian[i * (n + 1)] as number) * (1 + 1e-13);
  }
  if (!factorRows({ size: n, values: hessian, first: new Int32Array(n) }, 0, n)) return null;
  const step = gradient.map((value, i) => -value * (scale[i] as number));
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < i; k++) step[i] = (step[i] as number) - (hessian[i * n + k] as number) * (step[k] as number);
    step[i] = (step[i] as number) / (hessian[i * (n + 1)] as number);
  }
  const decrement = step.reduce((sum, value) => sum + value * value, 0);
  for (let i = n - 1; i >= 0; i--) {
    step[i] = (step[i] as number) / (hessian[i * (n + 1)] as number);
    for (let k = 0; k < i; k++) step[k] = (step[k] as number) - (hessian[i * n + k] as number) * (step[i] as number);
  }
  const scaled = step.map((value, i) => value * (scale[i] as number));
  if (!scaled.every(Number.isFinite)) return null;
  return { step: { level: scaled[n - 1] as number, multipliers: scaled.slice(0, n - 1) }, decrement };
}

/**
 * Multipliers of all units, split by layers.
 *
 * @internal
 */
export function byLayer(chain: SlopeChain, multipliers: Float64Array): Float64Array[] {
  let at = 0;
  return chain.slopes.map((_, layer) => {
    const rows = chain.weights[layer]?.rows ?? 0;
    return multipliers.slice(at, (at += rows));
  });
}
