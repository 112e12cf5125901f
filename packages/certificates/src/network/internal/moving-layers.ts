import type { Action } from "../operation.ts";
import { interpolationRows } from "../../rules/axis-rows.ts";
import { gatherSource, stridesOf } from "./gather.ts";
import { isList, own, shown } from "./json.ts";
import {
  inputOfRank,
  integerOf,
  integersOf,
  type LayerCall,
  layerError,
  type LayerPart,
  numberOf,
  onlyInput,
  wordOf,
} from "./layer-call.ts";
import type { LayerReader } from "./read-layer.ts";
import { checkedSize } from "./sizes.ts";

/**
 * Layers that move, repeat, scale or drop entries, or do nothing at inference.
 *
 * @internal
 */
export const movingReaders: ReadonlyMap<string, LayerReader> = new Map([
  ["Dropout", nothing],
  ["SpatialDropout1D", nothing],
  ["GaussianDropout", nothing],
  ["GaussianNoise", nothing],
  ["AlphaDropout", nothing],
  ["Flatten", flatten],
  ["Reshape", reshape],
  ["Permute", permute],
  ["RepeatVector", repeat],
  ["ZeroPadding2D", padding],
  ["Cropping2D", cropping],
  ["UpSampling2D", upSampling],
  ["Rescaling", rescaling],
]);

function nothing(layer: LayerCall): readonly LayerPart[] {
  return part(layer, onlyInput(layer).shape, { type: "gather", source: null });
}

function flatten(layer: LayerCall): readonly LayerPart[] {
  const { shape } = onlyInput(layer);
  const isFirst = wordOf(layer, "data_format", ["channelsLast", "channelsFirst"], "channelsLast") === "channelsFirst";
  const order = shape.map((_, axis) => (axis + 1) % shape.length); // channels come last
  const source = isFirst && shape.length > 1 ? permuted(shape, order) : null;
  return part(layer, [checkedSize(layer, shape)], { type: "gather", source });
}

function reshape(layer: LayerCall): readonly LayerPart[] {
  const size = checkedSize(layer, onlyInput(layer).shape);
  const target = own(layer.config, "target_shape");
  if (!isList(target)) throw layerError(layer, `target_shape must be a list, received ${shown(target)}`);
  const sizes = target.map((n) => (typeof n === "number" && n >= 0 ? n : null));
  const known = sizes.reduce<number>((product, n) => product * (n ?? 1), 1);
  const shape = sizes.map((n) => n ?? size / known);
  const isFine = sizes.filter((n) => n === null).length <= 1 && checkedSize(layer, shape) === size;
  if (!isFine) throw layerError(layer, `target_shape must have ${size} entries, received ${shown(target)}`);
  return part(layer, shape, { type: "gather", source: null });
}

function permute(layer: LayerCall): readonly LayerPart[] {
  const { shape } = onlyInput(layer);
  const order = integersOf(layer, "dims", shape.length).map((axis) => axis - 1);
  if (order.toSorted((a, b) => a - b).some((axis, i) => axis !== i)) {
    throw layerError(layer, `dims must be the axes 1 to ${shape.length} in some order, received ${shown(order)}`);
  }
  const outputShape = order.map((axis) => shape[axis] ?? 0);
  return part(layer, outputShape, { type: "gather", source: permuted(shape, order) });
}

function permuted(shape: readonly number[], order: readonly number[]): Int32Array {
  const strides = stridesOf(shape);
  return gatherSource(order.map((axis) => multiples(shape[axis] ?? 0, strides[axis] ?? 0)));
}

function repeat(layer: LayerCall): readonly LayerPart[] {
  const [size = 0] = inputOfRank(layer, 1);
  const times = integerOf(layer, "n");
  checkedSize(layer, [times, size]);
  const source = gatherSource([multiples(times, 0), multiples(size, 1)]);
  return part(layer, [times, size], { type: "gather", source });
}

function padding(layer: LayerCall): readonly LayerPart[] {
  const margins = marginsOf(layer, "padding", 1);
  return spatial(layer, (size, axis) => {
    const [before = 0, after = 0] = margins[axis] ?? [];
    return { size: size + before + after, at: (i) => (i < before || i >= before + size ? -1 : i - before) };
  });
}

function cropping(layer: LayerCall): readonly LayerPart[] {
  const margins = marginsOf(layer, "cropping", undefined);
  return spatial(layer, (size, axis) => {
    const [before = 0, after = 0] = margins[axis] ?? [];
    return { size: size - before - after, at: (i) => i + before };
  });
}

/** `n`, `[rows, columns]` or `[[before, after], [before, after]]`. */
function marginsOf(layer: LayerCall, key: string, fallback: number | undefined): readonly (readonly number[])[] {
  const value = own(layer.config, key) ?? fallback;
  const pair = isList(value) ? value : [value, value];
  const margins = pair.map((margin) => (isList(margin) ? margin : [margin, margin]));
  const isFine =
    margins.length === 2 &&
    margins.every(
      (margin) =>
        margin.length === 2 && margin.every((n) => Number.isInteger(n) && Number(n) >= 0 && Number(n) < 2 ** 26),
    );
  if (!isFine) throw layerError(layer, `${key} must be integers >= 0 for two axes, received ${shown(value)}`);
  return margins.map((margin) => margin.map(Number));
}

function upSampling(layer: LayerCall): readonly LayerPart[] {
  const factors = integersOf(layer, "size", 2, [2, 2]);
  if (factors.some((factor) => factor < 1)) {
    throw layerError(layer, `size must be integers >= 1, received ${shown(factors)}`);
  }
  if (wordOf(layer, "interpolation", ["nearest", "bilinear"], "nearest") === "nearest") {
    return spatial(layer, (size, axis) => {
      const factor = factors[axis] ?? 1;
      return { size: size * factor, at: (i) => Math.floor(i / factor) };
    });
  }
  const shape = inputOfRank(layer, 3);
  const axes = spatialAxes(layer);
  const outputShape = shape.map((n, axis) => n * (factors[axes.indexOf(axis)] ?? 1));
  checkedSize(layer, outputShape);
  const bands = axes.map((axis, i) => ({ axis, rows: interpolationRows(shape[axis] ?? 0, factors[i] ?? 1) }));
  return part(layer, outputShape, { type: "bands", bands });
}

/** A layer that puts rows and columns of a picture elsewhere. */
function spatial(
  layer: LayerCall,
  along: (size: number, axis: number) => { readonly size: number; readonly at: (i: number) => number },
): readonly LayerPart[] {
  const shape = inputOfRank(layer, 3);
  const strides = stridesOf(shape);
  const moved = new Map(spatialAxes(layer).map((axis, i) => [axis, along(shape[axis] ?? 0, i)]));
  const outputShape = shape.map((n, axis) => moved.get(axis)?.size ?? n);
  checkedSize(layer, outputShape);
  const tables = outputShape.map((n, axis) => {
    const { at = (i: number) => i } = moved.get(axis) ?? {};
    const stride = strides[axis] ?? 0;
    return Int32Array.from({ length: n }, (_, i) => (at(i) < 0 ? -1 : at(i) * stride));
  });
  return part(layer, outputShape, { type: "gather", source: gatherSource(tables) });
}

/** Axes of the rows and columns of a picture. */
function spatialAxes(layer: LayerCall): readonly number[] {
  const isFirst = wordOf(layer, "data_format", ["channelsLast", "channelsFirst"], "channelsLast") === "channelsFirst";
  return isFirst ? [1, 2] : [0, 1];
}

function rescaling(layer: LayerCall): readonly LayerPart[] {
  const action: Action = {
    type: "rescaling",
    scale: numberOf(layer, "scale"),
    offset: numberOf(layer, "offset", 0),
  };
  return part(layer, onlyInput(layer).shape, action);
}

function multiples(count: number, step: number): Int32Array {
  return Int32Array.from({ length: count }, (_, i) => i * step);
}

function part(layer: LayerCall, outputShape: readonly number[], action: Action): readonly LayerPart[] {
  return [{ suffix: "", kind: layer.kind, outputShape, action }];
}
