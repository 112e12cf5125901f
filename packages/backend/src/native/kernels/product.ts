import { BatchMatMul, _FusedMatMul, broadcast_util, type TensorInfo } from "@tensorflow/tfjs-core";
import { packed, packedStrides } from "../onednn/layouts.ts";
import { layout, type Layout } from "../onednn/operation.ts";
import { BIAS, DESTINATION, SOURCE, WEIGHTS } from "../onednn/primitive.ts";
import { activationOf } from "./activations.ts";
import { areFloats, nativeKernel, type NativeCall, type NativeKernel } from "./native-kernel.ts";

interface Attributes {
  readonly transposeA?: boolean;
  readonly transposeB?: boolean;
  readonly activation?: string | null;
  readonly leakyreluAlpha?: number | null;
}

/** Products of fewer multiplications than this are left to WASM, whose calls cost less (measured). */
const LEAST_WORK = 2 ** 7;

/** A stack of matrices, each transposed if asked for, as a layout of `rank` axes. */
function matrices(shape: readonly number[], isTransposed: boolean, rank: number): Layout {
  const padded = [...Array.from({ length: rank - shape.length }, () => 1), ...shape];
  const stored = { dims: padded, strides: packedStrides(padded) };
  return isTransposed ? turned(stored) : stored;
}

/** Rows as columns. A vector lies in memory as it did, and gets the strides that oneDNN knows it by. */
function turned({ dims, strides = packedStrides(dims) }: Layout): Layout {
  const swapped = lastTwoSwapped(dims);
  const isVector = swapped.slice(-2).includes(1);
  return { dims: swapped, strides: isVector ? packedStrides(swapped) : lastTwoSwapped(strides) };
}

function lastTwoSwapped(values: readonly number[]): number[] {
  return [...values.slice(0, -2), ...values.slice(-2).toReversed()];
}

function product({ inputs, attrs, backend, engine }: NativeCall<Attributes>): TensorInfo | undefined {
  const { a, b, bias, preluActivationWeights } = inputs;
  const { transposeA = false, transposeB = false } = attrs;
  const after = activationOf(attrs.activation, attrs.leakyreluAlpha);
  if (a === undefined || b === undefined || after === undefined || preluActivationWeights !== undefined)
    return undefined;
  if (!areFloats(a, b, ...(bias === undefined ? [] : [bias]))) return undefined;
  const rank = Math.max(a.shape.length, b.shape.length);
  const left = matrices(a.shape, transposeA, rank);
  const right = matrices(b.shape, transposeB, rank);
  const [rows = 0, inner = 0] = left.dims.slice(-2);
  const [innerOfRight = 0, columns = 0] = right.dims.slice(-2);
  const stack = broadcast_util.assertAndGetBroadcastShape(left.dims.slice(0, -2), right.dims.slice(0, -2));
  const count = stack.reduce((total, size) => total * size, 1);
  if (inner !== innerOfRight || count * rows * inner * columns < LEAST_WORK) return undefined;
  if (bias !== undefined && (bias.shape.length !== 1 || bias.shape[0] !== columns)) return undefined;
  const shape = [...stack, rows, columns];
  const result = packed(shape);
  // A matrix times a vector is quicker as the transposed vector times the transposed matrix (measured): the same numbers in memory.
  const isTurned = columns === 1 && bias === undefined;
  const [source, weights, destination] = isTurned
    ? [turned(right), turned(left), turned(result)]
    : [left, right, result];
  const biasLayout = bias === undefined ? null : packed([...stack.map(() => 1), 1, columns]);
  const out = backend.makeOutput(shape, "float32");
  engine.run(
    `product ${a.shape.join()} ${b.shape.join()} ${transposeA} ${transposeB} ${bias === undefined ? "" : "bias"} ${attrs.activation ?? ""} ${attrs.leakyreluAlpha ?? ""}`,
    () => ({
      operation: {
        family: "matmul",
        parameters: [layout(source), layout(weights), layout(biasLayout), layout(destination)],
        after,
      },
      bindings: [
        { argument: SOURCE, layout: source },
        { argument: WEIGHTS, layout: weights },
        { argument: DESTINATION, layout: destination },
        ...(biasLayout === null ? [] : [{ argument: BIAS, layout: biasLayout }]),
      ],
    }),
    [...(isTurned ? [b, a] : [a, b]), out, ...(bias === undefined ? [] : [bias])],
  );
  return out;
}

/**
 * Products of matrices and of stacks of matrices.
 *
 * @see https://uxlfoundation.github.io/oneDNN/dev_guide_matmul.html
 * @internal
 */
export const productKernels: readonly NativeKernel[] = [
  nativeKernel<Attributes>(BatchMatMul, product),
  nativeKernel<Attributes>(_FusedMatMul, product),
];
