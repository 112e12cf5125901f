import type { MergeAction } from "../operation.ts";
import { broadcastShape } from "./broadcast.ts";
import { type LayerCall, layerError, type LayerPart, sampleAxes } from "./layer-call.ts";
import type { LayerReader } from "./read-layer.ts";

/**
 * Layers that merge branches, products not included.
 *
 * @internal
 */
export const mergeReaders: ReadonlyMap<string, LayerReader> = new Map([
  ["Add", (layer) => merge(layer, "sum")],
  ["Subtract", (layer) => merge(layer, "difference")],
  ["Average", (layer) => merge(layer, "average")],
  ["Maximum", (layer) => merge(layer, "maximum")],
  ["Minimum", (layer) => merge(layer, "minimum")],
  ["Concatenate", concatenate],
]);

function merge(layer: LayerCall, kind: MergeAction["merge"]): readonly LayerPart[] {
  const { inputs } = layer;
  if (inputs.length < 2 || (kind === "difference" && inputs.length !== 2)) {
    throw layerError(
      layer,
      `it must merge ${kind === "difference" ? "2" : "2 or more"} inputs, received ${inputs.length}`,
    );
  }
  const outputShape = broadcastShape(
    layer,
    inputs.map(({ shape }) => shape),
  );
  return [{ suffix: "", kind: layer.kind, outputShape, action: { type: "merge", merge: kind } }];
}

function concatenate(layer: LayerCall): readonly LayerPart[] {
  const { inputs } = layer;
  const [first] = inputs;
  if (first === undefined || inputs.length < 2) {
    throw layerError(layer, `it must join 2 or more inputs, received ${inputs.length}`);
  }
  const [axis = -1, ...others] = sampleAxes(layer, "axis", first.shape.length, -1);
  const isFine = inputs.every(
    ({ shape }) => shape.length === first.shape.length && shape.every((n, i) => i === axis || n === first.shape[i]),
  );
  if (!isFine || others.length > 0) {
    throw layerError(layer, `its inputs must agree along all axes but one, received other shapes`);
  }
  const joined = inputs.reduce((sum, { shape }) => sum + (shape[axis] ?? 0), 0);
  const outputShape = first.shape.map((n, i) => (i === axis ? joined : n));
  return [{ suffix: "", kind: layer.kind, outputShape, action: { type: "concatenation", axis } }];
}
