import type { EntrywiseAction } from "../../network/operation.ts";
import { operationRule } from "../../network/operation-rule.ts";
import type { Enclosure } from "../enclosure.ts";
import { ENTRYWISE } from "./entrywise-functions.ts";
import { type Evaluator, first, type OperationOf } from "./evaluator.ts";
import { widened } from "./rounding-error.ts";

/**
 * Activations that act on every entry.
 *
 * A smooth one of Lipschitz constant L maps `[m − r, m + r]` into the interval about f(m) of radius `L r`, to which the error of the
 * computed f(m) is added. Those that are linear in pieces are exact on the piece that the interval lies in.
 *
 * @internal
 */
export const entrywise: Evaluator<EntrywiseAction> = {
  value: ({ action }, inputs) => first(inputs).map(valueOf(action)),
  enclose: (operation, inputs) => {
    const x = first(inputs);
    return operation.action.name in ENTRYWISE ? encloseSmooth(operation, x) : enclosePieces(operation.action, x);
  },
  pullBack: ({ action }, inputs, cotangent) => {
    const slopeOf = derivativeOf(action);
    return [first(inputs).map((x, i) => slopeOf(x, i) * (cotangent[i] ?? 0))];
  },
};

type Indexed = (x: number, index: number) => number;

function valueOf({ name, ceiling, slopes }: EntrywiseAction): Indexed {
  switch (name) {
    case "linear":
      return (x) => x;
    case "relu":
      return (x) => (x <= 0 ? 0 : x >= ceiling ? ceiling : x); // NaN stays
    case "leakyrelu": {
      const slopeOf = slopeReader(slopes);
      return (x, i) => (x < 0 ? slopeOf(i) * x : x);
    }
    default:
      return ENTRYWISE[name].value;
  }
}

function derivativeOf({ name, ceiling, slopes }: EntrywiseAction): Indexed {
  switch (name) {
    case "linear":
      return () => 1;
    case "relu":
      return (x) => (x > 0 && x < ceiling ? 1 : 0);
    case "leakyrelu": {
      const slopeOf = slopeReader(slopes);
      return (x, i) => (x > 0 ? 1 : slopeOf(i));
    }
    default:
      return ENTRYWISE[name].derivative;
  }
}

function slopeReader(slopes: Float32Array): (index: number) => number {
  const [only = Number.NaN] = slopes;
  return slopes.length === 1 ? () => only : (i) => slopes[i] ?? Number.NaN;
}

function encloseSmooth(operation: OperationOf<EntrywiseAction>, { middle, radius }: Enclosure): Enclosure {
  const { name } = operation.action;
  if (name === "linear" || name === "relu" || name === "leakyrelu") return { middle, radius };
  const { value, error } = ENTRYWISE[name];
  const constant = operationRule({ ...operation, isVaried: true })?.upper ?? Infinity;
  const y = middle.map(value);
  return { middle: y, radius: radius.map((r, i) => widened(error(middle[i] ?? 0, y[i] ?? 0) + constant * r)) };
}

function enclosePieces(action: EntrywiseAction, { middle, radius }: Enclosure): Enclosure {
  const { name, ceiling, slopes } = action;
  const y = middle.map(valueOf(action));
  if (name === "linear") return { middle, radius };
  if (name === "relu") {
    // Where the interval lies on one side of a corner, the result is exact.
    const isFlat = (m: number, r: number): boolean => m <= -r || m - ceiling >= r;
    return { middle: y, radius: radius.map((r, i) => (isFlat(middle[i] ?? 0, widened(r)) ? 0 : r)) };
  }
  const slopeOf = slopeReader(slopes);
  return {
    middle: y,
    radius: radius.map((r, i) => {
      const m = middle[i] ?? 0;
      const slope = Math.abs(slopeOf(i));
      if (m >= r) return r;
      return widened(r * (m <= -r ? slope : Math.max(1, slope)) + 2 ** -52 * Math.abs(y[i] ?? 0));
    }),
  };
}
