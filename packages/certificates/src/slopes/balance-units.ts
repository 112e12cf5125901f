import type { DenseMatrix } from "./dense-matrix.ts";
import type { SlopeChain } from "./slope-chain.ts";

// Reads of typed arrays below are in range by construction; `as number` keeps checks out of the inner loops.

/**
 * The chain with every hidden unit scaled, before and after its activation, so that the weights into it are as long as those out of
 * it.
 *
 * Slopes stay what they are, so the quadratic form stays the same with multipliers `λ / s²` where units were scaled by s: what holds
 * for equal multipliers of the balanced chain holds for `λ s²` of the other. Units that hardly matter then get small multipliers.
 *
 * @param chain - a dense network
 * @returns the balanced chain, and s² for each activation and unit
 *
 * @internal
 */
export function balanceUnits(chain: SlopeChain): { balanced: SlopeChain; squares: readonly Float64Array[] } {
  const weights = chain.weights.map(({ rows, columns, values }) => ({
    rows,
    columns,
    values: Float64Array.from(values),
  }));
  const squares = chain.slopes.map((_, layer) => new Float64Array(weights[layer]?.rows ?? 0).fill(1));
  for (let sweep = 0; sweep < N_SWEEPS; sweep++) {
    for (const [layer, square] of squares.entries()) {
      const into = weights[layer] as DenseMatrix;
      const outOf = weights[layer + 1] as DenseMatrix;
      const rows = rowLengths(into);
      const columns = columnLengths(outOf);
      const floor = 1e-3 * Math.max(...columns);
      for (let j = 0; j < into.rows; j++) {
        const ratio = Math.max(columns[j] as number, floor) / Math.max(rows[j] as number, 1e-3 * Math.max(...rows));
        const scale = Math.sqrt(ratio);
        square[j] = (square[j] as number) * ratio;
        for (let k = 0; k < into.columns; k++) {
          into.values[j * into.columns + k] = (into.values[j * into.columns + k] as number) * scale;
        }
        for (let k = 0; k < outOf.rows; k++) {
          outOf.values[k * outOf.columns + j] = (outOf.values[k * outOf.columns + j] as number) / scale;
        }
      }
    }
  }
  return { balanced: { weights, slopes: chain.slopes }, squares };
}

const N_SWEEPS = 6;

function rowLengths({ rows, columns, values }: DenseMatrix): Float64Array {
  return Float64Array.from({ length: rows }, (_, j) => {
    let sum = 0;
    for (let k = 0; k < columns; k++) sum += (values[j * columns + k] as number) ** 2;
    return Math.sqrt(sum);
  });
}

function columnLengths({ rows, columns, values }: DenseMatrix): Float64Array {
  const sums = new Float64Array(columns);
  for (let j = 0; j < rows; j++) {
    for (let k = 0; k < columns; k++) sums[k] = (sums[k] as number) + (values[j * columns + k] as number) ** 2;
  }
  return sums.map(Math.sqrt);
}
