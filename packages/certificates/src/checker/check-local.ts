import type { Certificate } from "../format/certificate.ts";
import { applyOperation } from "./evaluate.ts";
import { adjointOf, applyMap, type Enclosure, exactly } from "./linear-map.ts";
import { frobeniusUp } from "./norm-test.ts";
import { type Action, type Operation, sizeOf } from "./operation.ts";
import { broadcast } from "./broadcast.ts";
import type { Network } from "./read-model.ts";
import { demand, Refusal, UNIT, up, type Work } from "./rounding.ts";

// Reads of typed arrays below are in range by construction; `as number` keeps checks out of the inner loops.

/** A box: entry i lies in `[low[i], high[i]]`. */
interface Box {
  readonly low: Float64Array;
  readonly high: Float64Array;
}

/**
 * The bound in a box must be that for all samples, or one that the Jacobian in interval arithmetic confirms.
 *
 * A forward pass bounds what every operation gets from samples in the box, and so the slopes of activations and the choices of maxima; a
 * reverse pass then bounds every entry g of the gradient. Between two samples of the box, `f(x) − f(y) = ⟨g, x − y⟩` with a g in the convex
 * hull of the generalised gradients between them (Lebourg), and `|g| <= √Σ max(|low|, |high|)²`.
 *
 * @param certificate - its bound for all samples is checked already
 * @param network - the model
 * @param work - is charged for it
 * @see Clarke (1983), Optimization and Nonsmooth Analysis, theorem 2.3.7
 * @internal
 */
export function checkLocal({ local, upper }: Certificate, network: Network, work: Work): void {
  if (local === null) return;
  const size = sizeOf(network.inputShape);
  const [low, high] = (["low", "high"] as const).map((end) => {
    const own = local[end];
    const corner = typeof own === "number" ? new Float64Array(size).fill(own) : Float64Array.from(own);
    demand(corner.length === size, () => `${end} of local must have ${size} entries, received ${corner.length}`);
    return corner;
  }) as [Float64Array, Float64Array];
  demand(
    low.every((from, i) => from <= (high[i] as number)),
    () => "low of local must be at most high in every entry",
  );
  if (local.method === "global") {
    demand(local.upper >= upper, () => `upper of local must be at least upper ${upper}, received ${local.upper}`);
    return;
  }
  const gradient = gradientBox(network, { low, high }, work);
  const sizes = gradient.low.map((from, i) => Math.max(Math.abs(from), Math.abs(gradient.high[i] as number)));
  const found = frobeniusUp(sizes);
  demand(local.upper >= found, () => `upper of local must be at least ${found}, by intervals, received ${local.upper}`);
}

/** A box that holds all gradients. */
function gradientBox({ operations }: Network, box: Box, work: Work): Box {
  demand(
    sizeOf(operations.at(-1)?.shape ?? []) === 1 && operations.every(({ isVaried }) => isVaried),
    () => "local must have method global for a model with several outputs or fixed inputs, received intervals",
  );
  const boxes = [box];
  const inputsOf = ({ inputs }: Operation): readonly Box[] => inputs.map((input) => boxes[input] as Box);
  for (const operation of operations) boxes.push(finite(operation, forward(operation, inputsOf(operation), work)));
  const gradients = boxes.map(({ low }) => zeros(low.length));
  gradients[operations.length] = { low: Float64Array.of(1), high: Float64Array.of(1) };
  for (let i = operations.length; i >= 1; i--) {
    const operation = operations[i - 1] as Operation;
    const parts = reverse(operation, inputsOf(operation), finite(operation, gradients[i] as Box), work);
    for (const [k, input] of operation.inputs.entries()) addTo(gradients[input] as Box, parts[k] as Box);
  }
  return gradients[0] as Box;
}

function finite({ name }: Operation, box: Box): Box {
  demand(
    box.low.every(Number.isFinite) && box.high.every(Number.isFinite),
    () => `the box of local must give finite numbers, but layer ${name} does not`,
  );
  return box;
}

// Arithmetic, rounded outward: one rounding each.

function below(x: number): number {
  return x === 0 ? 0 : x - 2 * UNIT * Math.abs(x) - Number.MIN_VALUE;
}

function above(x: number): number {
  return -below(-x);
}

function zeros(length: number): Box {
  return { low: new Float64Array(length), high: new Float64Array(length) };
}

function addAt({ low, high }: Box, i: number, least: number, most: number): void {
  low[i] = below((low[i] as number) + least);
  high[i] = above((high[i] as number) + most);
}

function addTo(box: Box, { low, high }: Box): void {
  for (let i = 0; i < low.length; i++) addAt(box, i, low[i] as number, high[i] as number);
}

function enclosureOf({ low, high }: Box): Enclosure {
  const middle = low.map((from, i) => from / 2 + (high[i] as number) / 2);
  const radius = middle.map((m, i) => {
    const r = Math.max((high[i] as number) - m, m - (low[i] as number));
    return r === 0 ? 0 : up(r);
  });
  return { middle, radius };
}

function boxOf({ middle, radius }: Enclosure): Box {
  const low = middle.map((m, i) => (radius[i] === 0 ? m : below(m - (radius[i] as number))));
  return { low, high: middle.map((m, i) => (radius[i] === 0 ? m : above(m + (radius[i] as number)))) };
}

// Forward: what an operation makes of boxes.

/** Where nothing falls when an entry of the input grows, corners go to corners; all else by middle and radius. */
function forward(operation: Operation, inputs: readonly Box[], work: Work): Box {
  const { action } = operation;
  const isRising =
    action.type === "maximum" ||
    (action.type === "entrywise" && action.activation.slopes[0] >= 0) ||
    (action.type === "merge" && (action.how === "Maximum" || action.how === "Minimum"));
  if (!isRising) return boxOf(applyOperation(operation, inputs.map(enclosureOf), work));
  const corner = (end: "low" | "high"): Box =>
    boxOf(
      applyOperation(
        operation,
        inputs.map((box) => exactly(box[end])),
        work,
      ),
    );
  return { low: corner("low").low, high: corner("high").high };
}

// Reverse: from the gradient by the output to those by the inputs.

function reverse(operation: Operation, inputs: readonly Box[], gradient: Box, work: Work): readonly Box[] {
  const { action } = operation;
  const [x] = inputs as readonly [Box];
  switch (action.type) {
    case "linear":
      return [action.map === null ? gradient : boxOf(applyMap(adjointOf(action.map), enclosureOf(gradient), work))];
    case "entrywise": {
      const g = zeros(x.low.length);
      for (let i = 0; i < x.low.length; i++) {
        const slopes = action.activation.slopesOn(x.low[i] as number, x.high[i] as number, i);
        const products = slopes.flatMap((slope) => [
          slope * (gradient.low[i] as number),
          slope * (gradient.high[i] as number),
        ]);
        const isExact = slopes[0] === slopes[1] && (slopes[0] === 0 || slopes[0] === 1);
        const [least, most] = [Math.min(...products), Math.max(...products)];
        g.low[i] = isExact ? least : below(least);
        g.high[i] = isExact ? most : above(most);
      }
      return [g];
    }
    case "maximum":
      return chosen([x], gradient, false, (visit) => forEachTap(action, (output, input) => visit(output, 0, input)));
    case "concatenation": {
      const parts = inputs.map(({ low }) => zeros(low.length));
      forEachJoined(operation, action.axis, (k, to, from) =>
        addAt(parts[k] as Box, to, gradient.low[from] as number, gradient.high[from] as number),
      );
      return parts;
    }
    case "merge":
      return throughMerge(operation, action.how, inputs, gradient);
    default:
      throw new Refusal(`local must have method global for a model with layer ${operation.name}, received intervals`);
  }
}

function throughMerge(
  { shape, inputShapes }: Operation,
  how: (Action & { type: "merge" })["how"],
  inputs: readonly Box[],
  gradient: Box,
): readonly Box[] {
  const sources = inputShapes.map((own) => broadcast(own, shape));
  const forEach = (visit: (output: number, k: number, input: number) => void): void => {
    for (const [k, at] of sources.entries()) for (let i = 0; i < gradient.low.length; i++) visit(i, k, at(i));
  };
  if (how === "Maximum" || how === "Minimum") return chosen(inputs, gradient, how === "Minimum", forEach);
  const parts = inputs.map(({ low }) => zeros(low.length));
  const share = how === "Average" ? inputs.length : 1;
  forEach((output, k, input) => {
    const [least, most] = [gradient.low[output] as number, gradient.high[output] as number];
    const isTurned = how === "Subtract" && k === 1;
    addAt(parts[k] as Box, input, below((isTurned ? -most : least) / share), above((isTurned ? -least : most) / share));
  });
  return parts;
}

/**
 * A maximum takes an entry that may be the largest: all of the gradient where no other can be, a share in [0, 1] elsewhere, and none
 * where some other entry is larger everywhere. A minimum is a maximum of the negatives.
 */
function chosen(
  inputs: readonly Box[],
  gradient: Box,
  isMinimum: boolean,
  forEach: (visit: (output: number, k: number, input: number) => void) => void,
): readonly Box[] {
  const parts = inputs.map(({ low }) => zeros(low.length));
  const least = (k: number, i: number): number =>
    isMinimum ? -(inputs[k]?.high[i] as number) : (inputs[k]?.low[i] as number);
  const most = (k: number, i: number): number =>
    isMinimum ? -(inputs[k]?.low[i] as number) : (inputs[k]?.high[i] as number);
  const floor = new Float64Array(gradient.low.length).fill(-Infinity);
  const candidates = new Int32Array(gradient.low.length);
  forEach((output, k, input) => {
    floor[output] = Math.max(floor[output] as number, least(k, input));
  });
  const isCandidate = (output: number, k: number, input: number): boolean =>
    most(k, input) >= (floor[output] as number);
  forEach((output, k, input) => {
    if (isCandidate(output, k, input)) candidates[output] = (candidates[output] as number) + 1;
  });
  forEach((output, k, input) => {
    if (!isCandidate(output, k, input)) return;
    const [low, high] = [gradient.low[output] as number, gradient.high[output] as number];
    const isSole = candidates[output] === 1;
    addAt(parts[k] as Box, input, isSole ? low : Math.min(0, low), isSole ? high : Math.max(0, high));
  });
  return parts;
}

function forEachTap({ map }: Action & { type: "maximum" }, visit: (output: number, input: number) => void): void {
  const { outputs, inputs } = map.taps();
  for (const [k, output] of outputs.entries()) {
    for (let channel = 0; channel < map.groups; channel++) {
      visit(output + channel * map.outputStride, (inputs[k] as number) + channel * map.inputStride);
    }
  }
}

/** Calls back for every entry of the inputs of a concatenation with its place in the output. */
function forEachJoined(
  { inputShapes, shape }: Operation,
  axis: number,
  visit: (k: number, input: number, output: number) => void,
): void {
  const outer = sizeOf(shape.slice(0, axis));
  let output = 0;
  for (let place = 0; place < outer; place++) {
    for (const [k, own] of inputShapes.entries()) {
      const run = sizeOf(own.slice(axis));
      for (let i = 0; i < run; i++) visit(k, place * run + i, output++);
    }
  }
}
