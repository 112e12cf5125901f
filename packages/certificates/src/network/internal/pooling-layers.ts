import { averagingRows } from "../../rules/axis-rows.ts";
import { type Window, windowStarts } from "../../rules/window.ts";
import type { AxisWindows } from "../operation.ts";
import {
  inputOfRank,
  integersOf,
  type LayerCall,
  layerError,
  type LayerPart,
  refuseSettings,
  wordOf,
} from "./layer-call.ts";
import type { LayerReader } from "./read-layer.ts";

/**
 * Pooling layers.
 *
 * @internal
 */
export const poolingReaders: ReadonlyMap<string, LayerReader> = new Map([
  ["MaxPooling1D", (layer) => pooling(layer, 1, maximum)],
  ["MaxPooling2D", (layer) => pooling(layer, 2, maximum)],
  ["MaxPooling3D", (layer) => pooling(layer, 3, maximum)],
  ["AveragePooling1D", (layer) => pooling(layer, 1, average)],
  ["AveragePooling2D", (layer) => pooling(layer, 2, average)],
  ["AveragePooling3D", (layer) => pooling(layer, 3, average)],
  ["GlobalMaxPooling1D", (layer) => globalPooling(layer, 1, maximum)],
  ["GlobalMaxPooling2D", (layer) => globalPooling(layer, 2, maximum)],
  ["GlobalAveragePooling1D", (layer) => globalPooling(layer, 1, average)],
  ["GlobalAveragePooling2D", (layer) => globalPooling(layer, 2, average)],
]);

interface WindowAxis {
  readonly axis: number;
  readonly window: Window;
}

type ActionOf = (axes: readonly WindowAxis[]) => LayerPart["action"];

/** Taps of all windows along an axis: more than this were made to harm. */
const MOST_TAPS = 2 ** 22;

function pooling(layer: LayerCall, rank: number, actionOf: ActionOf): readonly LayerPart[] {
  const shape = inputOfRank(layer, rank + 1);
  const sizes = integersOf(
    layer,
    "pool_size",
    rank,
    Array.from({ length: rank }, () => 2),
  );
  const strides = integersOf(layer, "strides", rank, sizes);
  const isSame = wordOf(layer, "padding", ["valid", "same"], "valid") === "same";
  const padding = !isSame ? "valid" : rank === 3 ? "same-3d" : "same";
  const axes = spatialAxes(layer, rank).map((axis, i) => {
    const inputSize = shape[axis] ?? 0;
    const window: Window = { inputSize, kernelSize: sizes[i] ?? 0, stride: strides[i] ?? 0, dilation: 1, padding };
    checkWindow(layer, window);
    return { axis, window };
  });
  const outputShape = shape.map((n, axis) => {
    const window = axes.find((each) => each.axis === axis)?.window;
    return window === undefined ? n : windowStarts(window).length;
  });
  return [{ suffix: "", kind: layer.kind, outputShape, action: actionOf(axes) }];
}

function globalPooling(layer: LayerCall, rank: number, actionOf: ActionOf): readonly LayerPart[] {
  refuseSettings(layer, { keepdims: [false] });
  const shape = inputOfRank(layer, rank + 1);
  const axes = spatialAxes(layer, rank).map((axis) => {
    const size = shape[axis] ?? 0;
    const window: Window = { inputSize: size, kernelSize: size, stride: size, dilation: 1, padding: "valid" };
    checkWindow(layer, window);
    return { axis, window };
  });
  const channels = shape.filter((_, axis) => axes.every((each) => each.axis !== axis));
  return [{ suffix: "", kind: layer.kind, outputShape: channels, action: actionOf(axes) }];
}

function spatialAxes(layer: LayerCall, rank: number): readonly number[] {
  // On one axis TensorFlow.js 4.22 ignores the setting.
  if (rank === 1) refuseSettings(layer, { data_format: ["channels_last", "channelsLast"] });
  const isFirst = wordOf(layer, "data_format", ["channelsLast", "channelsFirst"], "channelsLast") === "channelsFirst";
  return Array.from({ length: rank }, (_, i) => (isFirst ? i + 1 : i));
}

function checkWindow(layer: LayerCall, { inputSize, kernelSize, stride, padding }: Window): void {
  if (kernelSize < 1 || stride < 1 || (padding === "valid" && kernelSize > inputSize)) {
    throw layerError(
      layer,
      `windows must fit into ${inputSize} entries, received pool_size ${kernelSize} and strides ${stride}`,
    );
  }
  if (Math.ceil(inputSize / stride) * kernelSize > MOST_TAPS) {
    throw layerError(
      layer,
      `its windows must have at most 2^22 taps along an axis, received pool_size ${kernelSize} on ${inputSize} entries`,
    );
  }
}

function average(axes: readonly WindowAxis[]): LayerPart["action"] {
  return { type: "bands", bands: axes.map(({ axis, window }) => ({ axis, rows: averagingRows(window) })) };
}

function maximum(axes: readonly WindowAxis[]): LayerPart["action"] {
  return { type: "maxPooling", windows: axes.map(({ axis, window }) => ({ axis, rows: rowsOf(window) })) };
}

/** The entries of each window that are in the picture: padding never wins. */
function rowsOf(window: Window): AxisWindows["rows"] {
  return windowStarts(window).map((start) => {
    const first = Math.max(0, start);
    return { first, count: Math.min(window.inputSize, start + window.kernelSize) - first };
  });
}
