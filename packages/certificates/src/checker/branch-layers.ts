import { type Call, part, type SingleCall } from "./layer-call.ts";
import { axesOf, countOf, flagOf } from "./layer-settings.ts";
import { type Part, sizeOf } from "./operation.ts";
import type { Layer } from "./read-topology.ts";
import { demand, lengthUp, overUp, plusUp, rootUp, timesUp, up } from "./rounding.ts";

/**
 * Add, Subtract, Average, Maximum, Minimum: each input is broadcast, which repeats its entries equally often and multiplies its norm by
 * the root of that. All inputs together have the constant `√(Σ repeats²)` in a sum, by Cauchy and Schwarz, and of a maximum the
 * largest, since an entry of it moves by no more than the input that moves most in that entry.
 */
export function merge({ layer, shapes }: Call): Part {
  const how = layer.className as "Add" | "Subtract" | "Average" | "Maximum" | "Minimum"; // by the table
  demand(
    shapes.length >= 2 && (how !== "Subtract" || shapes.length === 2),
    () => `layer ${layer.name} must merge two or more inputs, received ${shapes.length}`,
  );
  const shape = commonShape(layer, shapes);
  const repeats = shapes.map((own) => rootUp(sizeOf(shape) / sizeOf(own)));
  const joint =
    how === "Maximum" || how === "Minimum" ? repeats.reduce((a, b) => Math.max(a, b), 0) : lengthUp(repeats);
  return part(layer, shape, { type: "merge", how }, how === "Average" ? overUp(joint, shapes.length) : joint);
}

function commonShape({ name }: Layer, shapes: readonly (readonly number[])[]): readonly number[] {
  const rank = shapes.reduce((most, { length }) => Math.max(most, length), 0);
  return Array.from({ length: rank }, (_, axis) => {
    const sizes = shapes.map((own) => own[axis - rank + own.length] ?? 1);
    const n = sizes.reduce((largest, own) => Math.max(largest, own), 1);
    demand(
      sizes.every((own) => own === 1 || own === n),
      () => `inputs of layer ${name} must have shapes that fit together`,
    );
    return n;
  });
}

export function concatenate({ layer, shapes }: Call): Part {
  const [first = []] = shapes;
  const [axis = 0, ...others] = axesOf(layer, first.length, -1);
  demand(
    shapes.length >= 2 &&
      others.length === 0 &&
      shapes.every((own) => own.length === first.length && own.every((n, i) => i === axis || n === first[i])),
    () => `inputs of layer ${layer.name} must be two or more that agree along all axes but one`,
  );
  const joined = shapes.reduce((sum, own) => sum + (own[axis] ?? 0), 0);
  return part(layer, first.with(axis, joined), { type: "concatenation", axis }, 1);
}

/** Dot and Multiply, where one of two inputs is an embedding of a fixed input: by Cauchy and Schwarz, or by the largest entry. */
export function product(call: Call): Part {
  const { layer, shapes, sources } = call;
  const isFixed = sources.map((source) => source !== null && !source.isVaried);
  demand(
    shapes.length === 2 && isFixed.filter(Boolean).length === 1,
    () => `layer ${layer.name} must multiply one varied and one fixed input, since products are not globally Lipschitz`,
  );
  const varied = isFixed[0] === true ? 1 : 0;
  let source = sources[1 - varied] ?? null;
  while (source?.action.type === "linear" && source.action.map === null) source = call.sourceOf(source);
  const action = source?.action;
  demand(action?.type === "embedding", () => `the fixed input of layer ${layer.name} must be rows of an embedding`);
  const { table, rows, columns } = action;
  if (layer.className === "Multiply") {
    const shape = commonShape(layer, shapes);
    demand(
      sizeOf(shape) === sizeOf(shapes[varied] ?? []),
      () => `layer ${layer.name} must not repeat its varied input`,
    );
    const largest = table.reduce((most, entry) => Math.max(most, Math.abs(entry)), 0);
    return part(layer, shape, { type: "product", isInner: false, varied }, largest);
  }
  const axes = layer.settings.get("axes");
  const isLast = [axes].flat().every((axis) => axis === 1 || axis === -1);
  demand(
    isLast && !flagOf(layer, "normalize", false) && shapes.every((own) => own.join() === String(columns)),
    () => `layer ${layer.name} must multiply two vectors without normalising them`,
  );
  let upper = 0;
  for (let row = 0; row < rows; row++)
    upper = Math.max(upper, lengthUp([...table.subarray(row * columns, (row + 1) * columns)]));
  return part(layer, [1], { type: "product", isInner: true, varied }, upper);
}

/** For whole numbers `|e_i − e_j| <= |i − j| max |e_{k+1} − e_k|`. */
export function embedding({ layer, shape, sources, weights }: SingleCall): readonly Part[] {
  const [source = null] = sources;
  demand(
    source === null || source.action.type === "fixed",
    () => `layer ${layer.name} must look up an input of the model`,
  );
  const [rows, columns] = [countOf(layer, "inputDim"), countOf(layer, "outputDim")];
  const length = [layer.settings.get("inputLength") ?? []].flat();
  demand(
    length.every((n, i) => n === null || n === shape[i]),
    () => `inputLength of layer ${layer.name} must be that of its input`,
  );
  const table = weights(layer, "embeddings", [rows, columns]);
  let upper = 0;
  for (let row = 0; row + 1 < rows; row++) {
    const next = table.subarray((row + 1) * columns, (row + 2) * columns);
    const squares = [...next].reduce((sum, entry, i) => {
      const difference = up(Math.abs(entry - (table[row * columns + i] as number)));
      return plusUp(sum, timesUp(difference, difference));
    }, 0);
    upper = Math.max(upper, rootUp(squares));
  }
  return [part(layer, [...shape, columns], { type: "embedding", table, rows, columns }, upper)];
}
