import type { ConcatenationAction, GatherAction } from "../../network/operation.ts";
import { type Evaluator, first, type OperationOf } from "./evaluator.ts";
import { sizeOf } from "../../network/size-of.ts";

/**
 * What moves, repeats or drops entries: no rounding.
 *
 * @internal
 */
export const gather: Evaluator<GatherAction> = {
  value: ({ action }, inputs) => gathered(action.source, first(inputs)),
  enclose: ({ action }, inputs) => {
    const { middle, radius } = first(inputs);
    return { middle: gathered(action.source, middle), radius: gathered(action.source, radius) };
  },
  pullBack: ({ action }, inputs, cotangent) => [scattered(action.source, cotangent, first(inputs).length)],
};

/**
 * Takes entries from where a list says; −1 gives 0.
 *
 * @internal
 */
export function gathered(source: Int32Array | null, x: Float64Array): Float64Array {
  return source === null ? x : Float64Array.from(source, (i) => x[i] ?? 0);
}

/**
 * The adjoint of {@link gathered}.
 *
 * @internal
 */
export function scattered(source: Int32Array | null, y: Float64Array, size: number): Float64Array {
  if (source === null) return y;
  const x = new Float64Array(size);
  for (let j = 0; j < source.length; j++) {
    const i = source[j] ?? -1;
    if (i >= 0) x[i] = (x[i] ?? 0) + (y[j] ?? 0);
  }
  return x;
}

/**
 * Inputs joined along an axis.
 *
 * @internal
 */
export const concatenation: Evaluator<ConcatenationAction> = {
  value: joined,
  enclose: (operation, inputs) => ({
    middle: joined(
      operation,
      inputs.map(({ middle }) => middle),
    ),
    radius: joined(
      operation,
      inputs.map(({ radius }) => radius),
    ),
  }),
  pullBack: (operation, inputs, cotangent) => {
    const parts = inputs.map((input) => new Float64Array(input.length));
    forEachPiece(operation, (input, from, to, length) => {
      parts[input]?.set(cotangent.subarray(to, to + length), from);
    });
    return parts;
  },
};

function joined(operation: OperationOf<ConcatenationAction>, inputs: readonly Float64Array[]): Float64Array {
  const y = new Float64Array(sizeOf(operation.outputShape));
  forEachPiece(operation, (input, from, to, length) => {
    y.set(inputs[input]?.subarray(from, from + length) ?? [], to);
  });
  return y;
}

/** Pieces of memory that stay together: of input i, `length` entries at `from`, which come to `to`. */
function forEachPiece(
  { action, inputShapes, outputShape }: OperationOf<ConcatenationAction>,
  visit: (input: number, from: number, to: number, length: number) => void,
): void {
  const outer = sizeOf(outputShape.slice(0, action.axis));
  const lengths = inputShapes.map((shape) => sizeOf(shape.slice(action.axis)));
  let to = 0;
  for (let i = 0; i < outer; i++) {
    for (const [input, length] of lengths.entries()) {
      visit(input, i * length, to, length);
      to += length;
    }
  }
}
