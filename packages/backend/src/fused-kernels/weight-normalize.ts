import { util, type KernelConfig, type TensorInfo } from "@tensorflow/tfjs-core";
import { requireInput, wasmKernel, type WasmKernelCall } from "../wasm-kernels/wasm-backend.ts";
import { inputOfSize } from "./input-of-size.ts";
import { MatrixColumns } from "./matrix-columns.ts";
import { RowNumbers } from "./row-numbers.ts";

/**
 * A kernel that some backends have: weight normalisation, `w̄_o = norm · w_o / ‖w_o‖₂` for each row o of a matrix whose
 * transpose `[columns, rows]` is the memory of `value`. A row of zeros is only multiplied by the norm; a row with a number
 * that is not finite is NaN. `weightNorm` of `@lipschitz-gan/regularizers` looks for it by this name.
 *
 * Squares of float32 are exact in float64 and neither over- nor underflow there; the result is rounded once to float32, but
 * for the rounding errors of float64.
 *
 * @see Salimans & Kingma (2016), Weight Normalization, eq. 2, https://arxiv.org/abs/1602.07868
 * @internal
 */
export const WEIGHT_NORMALIZE = "WeightNormalize";

/**
 * The gradient of {@link WEIGHT_NORMALIZE} in W, for the cotangent `dy` of W̄:
 * `norm (g_o - ⟨g_o, w_o⟩ w_o / ‖w_o‖²) / ‖w_o‖` in each row.
 *
 * @see Salimans & Kingma (2016), Weight Normalization, eq. 3, https://arxiv.org/abs/1602.07868
 * @internal
 */
export const WEIGHT_NORMALIZE_GRADIENT = "WeightNormalizeGradient";

interface Attributes {
  /** Rows of the matrix, which divide the number of entries. */
  readonly rows: number;
  /** The norm of each row of the result. */
  readonly norm: number;
}

type Call = WasmKernelCall<Attributes>;

function weightNormalize({ inputs, attrs: { rows, norm }, backend }: Call): TensorInfo {
  const value = matrixInput(WEIGHT_NORMALIZE, inputs, rows);
  const out = backend.makeOutput(value.shape, "float32");
  const factors = new RowNumbers(backend, rows);
  const columns = new MatrixColumns(backend, rows);
  columns.addSquares(value, factors);
  const values = factors.values();
  for (const [row, square] of values.entries()) values[row] = norm / lengthOf(square);
  columns.rescale(value, factors, out);
  factors.release();
  return out;
}

function weightNormalizeGradient({ inputs, attrs: { rows, norm }, backend }: Call): TensorInfo {
  const value = matrixInput(WEIGHT_NORMALIZE_GRADIENT, inputs, rows);
  const dy = inputOfSize(WEIGHT_NORMALIZE_GRADIENT, inputs, "dy", util.sizeFromShape(value.shape));
  const out = backend.makeOutput(value.shape, "float32");
  const [direct, along] = [new RowNumbers(backend, rows), new RowNumbers(backend, rows)];
  const columns = new MatrixColumns(backend, rows);
  columns.addSquares(value, direct);
  columns.addProducts(dy, value, along);
  const [squares, products] = [direct.values(), along.values()];
  for (const [row, square] of squares.entries()) {
    const factor = norm / lengthOf(square);
    squares[row] = factor;
    products[row] = square === 0 ? 0 : (factor * (products[row] as number)) / square; // as many as squares
  }
  columns.combine(dy, direct, value, along, out);
  direct.release();
  along.release();
  return out;
}

/** The root; 1 for a row of zeros, NaN for one that is not finite. */
function lengthOf(square: number): number {
  if (square === 0) return 1;
  return square < Infinity ? Math.sqrt(square) : Number.NaN;
}

function matrixInput(kernelName: string, inputs: Call["inputs"], rows: number): TensorInfo {
  const value = requireInput(kernelName, inputs, "value");
  const size = util.sizeFromShape(value.shape);
  if (Number.isInteger(rows) && rows > 0 && size % rows === 0) return value;
  throw new RangeError(
    `${kernelName}: rows must divide the ${size} entries of [${value.shape.join(", ")}], received ${rows}`,
  );
}

/** @internal */
export const weightNormalizeConfigs: readonly KernelConfig[] = [
  wasmKernel(WEIGHT_NORMALIZE, weightNormalize),
  wasmKernel(WEIGHT_NORMALIZE_GRADIENT, weightNormalizeGradient),
];
