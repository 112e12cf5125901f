import { broadcastSource } from "../../network/internal/broadcast.ts";
import type { EmbeddingAction, ProjectionAction } from "../../network/operation.ts";
import type { Enclosure } from "../enclosure.ts";
import { type Evaluator, first, type OperationOf } from "./evaluator.ts";
import { gathered, scattered } from "./moving.ts";
import { gammaUp } from "../../rounding/gamma-up.ts";
import { TINY, widened } from "./rounding-error.ts";

/**
 * Rows of a table. Whole numbers have no derivative, so the pull-back is 0.
 *
 * @internal
 */
export const embedding: Evaluator<EmbeddingAction> = {
  value: (operation, inputs) => lookedUp(operation, first(inputs)),
  enclose: (operation, inputs) => {
    const { middle, radius } = first(inputs);
    if (radius.some((r) => r !== 0)) throw indexError(operation, Number.NaN);
    const y = lookedUp(operation, middle);
    return { middle: y, radius: new Float64Array(y.length) };
  },
  pullBack: (_operation, inputs) => [new Float64Array(first(inputs).length)],
};

function lookedUp(operation: OperationOf<EmbeddingAction>, indices: Float64Array): Float64Array {
  const { table, rows, columns } = operation.action;
  const y = new Float64Array(indices.length * columns);
  for (const [i, row] of indices.entries()) {
    if (!Number.isInteger(row) || row < 0 || row >= rows) throw indexError(operation, row);
    y.set(table.subarray(row * columns, (row + 1) * columns), i * columns);
  }
  return y;
}

function indexError({ name, action }: OperationOf<EmbeddingAction>, row: number): RangeError {
  return new RangeError(`layer ${name}: its input must be integers from 0 to ${action.rows - 1}, received ${row}`);
}

/**
 * Products with rows of a table.
 *
 * A product of two boxes is off by `|m| r' + (|m'| + r') r`; a sum of n of them by γ_n of the sum of absolute values, which is here that of all.
 *
 * @internal
 */
export const projection: Evaluator<ProjectionAction> = {
  value: (operation, inputs) => {
    const [a, b] = spread(operation, inputs);
    const products = a.map((entry, i) => entry * (b[i] ?? 0));
    return operation.action.isInner ? Float64Array.of(products.reduce((sum, p) => sum + p, 0)) : products;
  },
  enclose: (operation, inputs) => encloseProjection(operation, inputs),
  pullBack: (operation, inputs, cotangent) => {
    const [a, b] = spread(operation, inputs);
    const from = sources(operation);
    const [only = 0] = cotangent;
    const times = (factor: Float64Array): Float64Array =>
      factor.map((entry, i) => entry * (operation.action.isInner ? only : (cotangent[i] ?? 0)));
    return [
      scattered(from[0] ?? null, times(b), inputs[0]?.length ?? 0),
      scattered(from[1] ?? null, times(a), inputs[1]?.length ?? 0),
    ];
  },
};

function sources({ action, inputShapes, outputShape }: OperationOf<ProjectionAction>): readonly (Int32Array | null)[] {
  return action.isInner ? [null, null] : inputShapes.map((shape) => broadcastSource(shape, outputShape));
}

function spread(
  operation: OperationOf<ProjectionAction>,
  inputs: readonly Float64Array[],
): readonly [Float64Array, Float64Array] {
  const [a = new Float64Array(), b = new Float64Array()] = inputs;
  const from = sources(operation);
  return [gathered(from[0] ?? null, a), gathered(from[1] ?? null, b)];
}

function encloseProjection(operation: OperationOf<ProjectionAction>, inputs: readonly Enclosure[]): Enclosure {
  const [a, b] = spread(
    operation,
    inputs.map(({ middle }) => middle),
  );
  const [ofA, ofB] = spread(
    operation,
    inputs.map(({ radius }) => radius),
  );
  const terms = operation.action.isInner ? a.length : 1;
  const errors = a.map((entry, i) => {
    const [x, y, r, s] = [Math.abs(entry), Math.abs(b[i] ?? 0), ofA[i] ?? 0, ofB[i] ?? 0];
    return widened(x * s + (y + s) * r + gammaUp(terms + 1) * x * y);
  });
  const middle = projection.value(
    operation,
    inputs.map((input) => input.middle),
  );
  if (!operation.action.isInner) return { middle, radius: errors };
  const sum = errors.reduce((total, e) => total + e, 0);
  return { middle, radius: Float64Array.of(widened(sum * (1 + 2 * gammaUp(terms)) + terms * TINY)) };
}
