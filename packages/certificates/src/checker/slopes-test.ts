import { choleskyCompletes, choleskyError } from "./norm-test.ts";
import type { Operation } from "./operation.ts";
import { demand, down, gamma, spend, UNIT, up, type Work } from "./rounding.ts";

// Reads of typed arrays below are in range by construction; `as number` keeps checks out of the inner loops.

/** A dense network without biases: `x → W_l φ_{l−1}(… φ_1(W_1 x))`. */
interface DenseChain {
  /** `[inputs, units]` each, as kernels are stored. */
  readonly kernels: readonly Float64Array[];
  /** Number of inputs of each. */
  readonly sizes: readonly number[];
  /** Of each activation. */
  readonly slopes: readonly (readonly [number, number])[];
}

/**
 * Whether it is proven that a chain dense, activation, …, dense has a Lipschitz constant of at most `bound`.
 *
 * Let d_0 be a difference of two inputs, `h_i = W_i d_{i−1}` that of the inputs of activation i and d_i that of its outputs. Each unit has
 * d = s h with a slope s in [a, b], so `(d − a h)(b h − d) >= 0`. With any multipliers λ >= 0,
 *
 * `L² |d_0|² − |W_l d_{l−1}|² − Σ_ij λ_ij (d_ij − a_i h_ij)(b_i h_ij − d_ij)`
 *
 * is a quadratic form in (d_0, …, d_{l−1}), and where its matrix P is positive semidefinite `|W_l d_{l−1}| <= L |d_0|` follows. Its blocks,
 * with Λ = diag λ:
 *
 * - (0, 0): `L² I`; (i, i): Λ_i; and in addition `a b W_{i+1}ᵀ Λ_{i+1} W_{i+1}`, or `− W_lᵀ W_l` for the last
 * - (i, i − 1): `−(a + b)/2 · Λ_i W_i`
 *
 * P is computed with a bound R on the error of every entry, and both are scaled to `D P D` with D of powers of two that bring the
 * diagonal into [1, 4), which changes nothing. If Cholesky completes for `D P D − c I`, with c above the largest row of `D R D`, which bounds its
 * norm, and above what Cholesky itself may be wrong by, then P is positive semidefinite.
 *
 * @param chain - the operations, in order
 * @param multipliers - λ for each activation
 * @param bound - L
 * @param work - is charged for it
 * @returns true only if it is proven
 * @see Fazlyab et al. (2019), Efficient and accurate estimation of Lipschitz constants for deep neural networks,
 * https://arxiv.org/abs/1906.04893, theorem 2 with diagonal multipliers only; those that couple units are not valid
 * @internal
 */
export function isSlopesBelow(
  chain: readonly Operation[],
  multipliers: readonly (readonly number[])[],
  bound: number,
  work: Work,
): boolean {
  const { kernels, sizes, slopes } = denseChain(chain);
  demand(
    multipliers.length === slopes.length &&
      multipliers.every(
        (own, i) => own.length === sizes[i + 1] && own.every((lambda) => lambda >= 0 && lambda < Infinity),
      ),
    () => `multipliers must be one number >= 0 for each unit of each activation`,
  );
  const n = sizes.reduce((sum, size) => sum + size, 0);
  demand(n <= 1536, () => `a chain of dense layers must have at most 1536 inputs and units, received ${n}`);
  spend(work, n * n * n + kernels.reduce((sum, kernel, i) => sum + 2 * kernel.length * (sizes[i] ?? 0), 0));
  const values = new Float64Array(n * n);
  const errors = new Float64Array(n * n);
  const add = (row: number, column: number, value: number, error: number): void => {
    const at = row * n + column;
    values[at] = (values[at] as number) + value;
    // The last for the sum of at most three terms: each of its roundings is at most u (|terms|).
    errors[at] = (errors[at] as number) + error + 4 * UNIT * Math.abs(value) + 2 ** -800;
  };
  let start = 0;
  for (const [layer, kernel] of kernels.entries()) {
    const size = sizes[layer] as number;
    const units = kernel.length / size;
    const lambda = multipliers[layer];
    const [a, b] = slopes[layer] ?? [0, 0];
    const own = layer === 0 ? undefined : multipliers[layer - 1];
    for (let i = 0; i < size; i++) add(start + i, start + i, own?.[i] ?? down(bound * bound), 0);
    addProducts(
      kernel,
      size,
      (j) => (lambda === undefined ? -1 : a * b * (lambda[j] as number)),
      (i, k, value, error) => add(start + i, start + k, value, error),
    );
    if (lambda !== undefined) {
      for (let j = 0; j < units; j++) {
        const factor = (-(a + b) / 2) * (lambda[j] as number);
        for (let i = 0; i < size; i++) {
          const value = factor * (kernel[i * units + j] as number);
          add(start + size + j, start + i, value, 4 * UNIT * Math.abs(value));
        }
      }
    }
    start += size;
  }
  return isPositive(values, errors, n);
}

/** The lower triangle of `Wᵀ diag(f) W`, where the rows of the kernel are the columns of W, with its errors. */
function addProducts(
  kernel: Float64Array,
  size: number,
  factor: (unit: number) => number,
  add: (i: number, k: number, value: number, error: number) => void,
): void {
  const units = kernel.length / size;
  const factors = Float64Array.from({ length: units }, (_, j) => factor(j));
  if (factors.every((own) => own === 0)) return;
  const relative = gamma(units + 4); // the factor has two roundings, the products two, the sum units − 1
  const row = new Float64Array(units);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < units; j++) row[j] = (kernel[i * units + j] as number) * (factors[j] as number);
    for (let k = 0; k <= i; k++) {
      let sum = 0;
      let sizes = 0;
      for (let j = 0; j < units; j++) {
        const term = (row[j] as number) * (kernel[k * units + j] as number);
        sum += term;
        sizes += Math.abs(term);
      }
      add(i, k, sum, relative * sizes * (1 + gamma(units + 4)));
    }
  }
}

/** Whether every symmetric matrix within the errors of the given one is positive semidefinite; lower triangles. */
function isPositive(values: Float64Array, errors: Float64Array, n: number): boolean {
  const scale = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    const diagonal = values[i * n + i] as number;
    if (!(diagonal > 2 ** -700 && diagonal < 2 ** 700)) return false;
    let power = 1;
    while (diagonal * power * power >= 4) power /= 2;
    while (diagonal * power * power < 1) power *= 2;
    scale[i] = power;
  }
  const rows = new Float64Array(n);
  let trace = 0;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      const at = i * n + j;
      const factor = (scale[i] as number) * (scale[j] as number);
      values[at] = (values[at] as number) * factor;
      const error = (errors[at] as number) * factor;
      rows[i] = (rows[i] as number) + error;
      if (j < i) rows[j] = (rows[j] as number) + error;
    }
    trace += values[i * n + i] as number;
  }
  const widest = rows.reduce((most, row) => Math.max(most, row), 0) * (1 + gamma(n + 2));
  const c = up(widest + choleskyError(n) * trace * (1 + gamma(n + 2)) + 8 * UNIT); // the diagonal is below 4
  for (let i = 0; i < n; i++) values[i * n + i] = (values[i * n + i] as number) - c;
  return choleskyCompletes(values, n);
}

/** The matrices and slopes of a chain; what keeps all entries may stand anywhere in it. */
function denseChain(chain: readonly Operation[]): DenseChain {
  const kernels: Float64Array[] = [];
  const sizes: number[] = [];
  const slopes: (readonly [number, number])[] = [];
  for (const { name, kind, action, convolution, inputShapes } of chain) {
    const isIdentity = action.type === "linear" && action.map === null;
    if (isIdentity || (action.type === "entrywise" && kind === "linear")) continue;
    const isTurn = kernels.length === slopes.length;
    if (kind === "Dense" && convolution !== null && inputShapes[0]?.length === 1 && isTurn) {
      kernels.push(convolution.kernel);
      sizes.push(convolution.perInput);
      continue;
    }
    demand(
      action.type === "entrywise" && !isTurn,
      () =>
        `method slopes must have a chain of dense layers on vectors with one activation between two, received ${name}`,
    );
    slopes.push(action.activation.slopes);
  }
  demand(
    kernels.length === slopes.length + 1 && slopes.length > 0,
    () => "method slopes must have a chain that begins and ends with a dense layer",
  );
  return { kernels, sizes, slopes };
}
