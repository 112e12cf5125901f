import type { EmbeddingAction } from "../operation.ts";
import { broadcastShape } from "./broadcast.ts";
import { isList, own, shown } from "./json.ts";
import {
  integerOf,
  type LayerCall,
  layerError,
  type LayerPart,
  onlyInput,
  refuseSettings,
  type Signal,
} from "./layer-call.ts";
import type { LayerReader } from "./read-layer.ts";
import { checkedSize } from "./sizes.ts";

/**
 * Tables of vectors, and products with them.
 *
 * @internal
 */
export const embeddingReaders: ReadonlyMap<string, LayerReader> = new Map([
  ["Embedding", embedding],
  ["Dot", dot],
  ["Multiply", multiply],
]);

function embedding(layer: LayerCall): readonly LayerPart[] {
  refuseSettings(layer, { mask_zero: [false] });
  const { shape, index } = onlyInput(layer);
  const source = index === 0 ? undefined : layer.source(onlyInput(layer));
  if (index !== 0 && source?.action.type !== "fixed") {
    throw layerError(layer, "it must look up an input of the model, received another layer's output");
  }
  const rows = integerOf(layer, "input_dim");
  const columns = integerOf(layer, "output_dim");
  const length = own(layer.config, "input_length");
  const lengths = isList(length) ? length : [length];
  if (length !== undefined && !lengths.every((n, i) => n === null || n === shape[i])) {
    throw layerError(layer, `input_length must be that of its input, received ${shown(length)}`);
  }
  const outputShape = [...shape, columns];
  checkedSize(layer, outputShape);
  const table = layer.weight("embeddings", [rows, columns]);
  return [{ suffix: "", kind: layer.kind, outputShape, action: { type: "embedding", table, rows, columns } }];
}

/** Inner product with a row of a table. */
function dot(layer: LayerCall): readonly LayerPart[] {
  refuseSettings(layer, { normalize: [false], axes: [1, -1] });
  if (own(layer.config, "axes") === undefined) throw layerError(layer, "axes must be given, received none");
  const { fixed, inputs, table, lookups } = product(layer);
  const [a, b] = inputs;
  if (a.shape.length !== 1 || b.shape.length !== 1 || a.shape[0] !== b.shape[0] || lookups !== 1) {
    throw layerError(
      layer,
      `it must multiply two vectors of one length, received [${a.shape.join(", ")}] and [${b.shape.join(", ")}]`,
    );
  }
  const { rows, columns } = table;
  const action = { type: "projection", isInner: true, fixed, table: table.table, rows, columns } as const;
  return [{ suffix: "", kind: layer.kind, outputShape: [1], action }];
}

/** Product with entries of a table. */
function multiply(layer: LayerCall): readonly LayerPart[] {
  const { fixed, inputs, table } = product(layer);
  const outputShape = broadcastShape(
    layer,
    inputs.map(({ shape }) => shape),
  );
  const varied = inputs[1 - fixed] ?? inputs[0];
  if (checkedSize(layer, outputShape) !== checkedSize(layer, varied.shape)) {
    throw layerError(layer, "the fixed factor must not have axes that the other lacks, received one");
  }
  const { rows, columns } = table;
  const action = { type: "projection", isInner: false, fixed, table: table.table, rows, columns } as const;
  return [{ suffix: "", kind: layer.kind, outputShape, action }];
}

interface Product {
  readonly inputs: readonly [Signal, Signal];
  readonly fixed: 0 | 1;
  readonly table: EmbeddingAction;
  /** Number of rows that are looked up. */
  readonly lookups: number;
}

/** Of two inputs the one that is fixed, and its table. */
function product(layer: LayerCall): Product {
  const [a, b] = layer.inputs;
  if (a === undefined || b === undefined || layer.inputs.length !== 2 || a.isVaried === b.isVaried) {
    throw layerError(layer, "a product of branches is not globally Lipschitz, unless one of two is a fixed embedding");
  }
  const fixed = a.isVaried ? 1 : 0;
  let signal: Signal | undefined = fixed === 0 ? a : b;
  while (signal !== undefined) {
    const source = layer.source(signal);
    if (source?.action.type === "embedding") {
      const lookups = source.inputs[0]?.shape.reduce((size, n) => size * n, 1) ?? 0;
      return { inputs: [a, b], fixed, table: source.action, lookups };
    }
    // Only what keeps entries as they are: a reshape, or nothing at all.
    signal = source?.action.type === "gather" && source.action.source === null ? source.inputs[0] : undefined;
  }
  throw layerError(layer, "a product of branches is not globally Lipschitz, unless one of two is a fixed embedding");
}
