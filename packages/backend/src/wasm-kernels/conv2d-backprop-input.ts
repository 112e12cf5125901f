import { Conv2D, Conv2DBackpropInput, util } from "@tensorflow/tfjs-core";
import type { KernelConfig, TensorInfo } from "@tensorflow/tfjs-core";
import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import { convGeometry } from "./conv-geometry.ts";
import type { ConvAttributes, ConvGeometry } from "./conv-geometry.ts";
import { inputPhases } from "./input-phases.ts";
import type { AxisPhase } from "./input-phases.ts";
import { callWasmKernel, heapFloats, release, requireInput, wasmKernel } from "./wasm-backend.ts";
import type { WasmKernelCall } from "./wasm-backend.ts";
import { placePhase } from "./place-phase.ts";
import { phaseFilter } from "./phase-filter.ts";
import { slicedWindow } from "./sliced-window.ts";

interface Attributes extends ConvAttributes {
  readonly inputShape: number[];
}

/** The inputs whose row and column belong to one phase each, `[batch, rows, columns, channels]`. */
function phaseGradient(
  backend: BackendWasm,
  dy: TensorInfo,
  filter: TensorInfo,
  geometry: ConvGeometry,
  rows: AxisPhase,
  columns: AxisPhase,
): TensorInfo {
  const { inChannels, outChannels } = geometry;
  const swapped = backend.makeOutput([rows.taps, columns.taps, outChannels, inChannels], "float32");
  phaseFilter(heapFloats(backend, filter), geometry, rows, columns, heapFloats(backend, swapped));
  const window = slicedWindow(backend, dy, rows, columns);
  const result = callWasmKernel(
    backend,
    Conv2D,
    { x: window, filter: swapped },
    {
      strides: [1, 1],
      dilations: [rows.dilation, columns.dilation],
      pad: [
        [0, 0],
        [Math.max(0, rows.padBefore), Math.max(0, rows.padAfter)],
        [Math.max(0, columns.padBefore), Math.max(0, columns.padAfter)],
        [0, 0],
      ],
      dataFormat: "NHWC",
    },
  );
  release(backend, swapped, window);
  return result;
}

/**
 * The gradient of a convolution with respect to its input,
 * `dx[n, u, v, c] = sum_{i, j, k} dy[n, (u + p - i d) / s, (v + p - j d) / s, k] W[i, j, c, k]`
 * over the taps for which the quotients are whole.
 *
 * Inputs with the same remainder of `u + p` modulo `s` meet the same taps: each such phase is one convolution
 * of stride 1 with those taps flipped and the channels swapped, and no multiplication by a zero between them.
 *
 * @internal
 */
export function conv2DBackpropInput({ inputs, attrs, backend }: WasmKernelCall<Attributes>): TensorInfo {
  const dy = requireInput(Conv2DBackpropInput, inputs, "dy");
  const filter = requireInput(Conv2DBackpropInput, inputs, "filter");
  const { inputShape } = attrs;
  const geometry = convGeometry(Conv2DBackpropInput, inputShape, filter.shape, dy.shape, attrs);
  const { height, width } = geometry;
  const empty = util.sizeFromShape(dy.shape) === 0;
  if (!empty && height.stride === 1 && width.stride === 1) {
    const [rows] = inputPhases(height);
    const [columns] = inputPhases(width);
    if (rows !== undefined && columns !== undefined) {
      return phaseGradient(backend, dy, filter, geometry, rows, columns);
    }
  }
  const out = backend.makeOutput(inputShape, "float32");
  heapFloats(backend, out).fill(0);
  if (empty) return out;
  for (const rows of inputPhases(height)) {
    for (const columns of inputPhases(width)) {
      const part = phaseGradient(backend, dy, filter, geometry, rows, columns);
      placePhase(heapFloats(backend, part), geometry, rows, columns, heapFloats(backend, out));
      release(backend, part);
    }
  }
  return out;
}

/** @internal */
export const conv2DBackpropInputConfig: KernelConfig = wasmKernel(Conv2DBackpropInput, conv2DBackpropInput);
