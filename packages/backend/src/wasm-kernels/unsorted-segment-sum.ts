import { UnsortedSegmentSum, util } from "@tensorflow/tfjs-core";
import type { KernelConfig, TensorInfo } from "@tensorflow/tfjs-core";
import { requireInput, wasmKernel } from "./wasm-backend.ts";
import type { WasmKernelCall } from "./wasm-backend.ts";

interface Attributes {
  readonly numSegments: number;
}

/**
 * Sums rows by segment, `out[s, …] = sum_{i: segmentIds[i] = s} x[i, …]`. Rows whose segment is negative or
 * at least `numSegments` are left out, as on TensorFlow.js's other backends; a segment without rows is 0.
 *
 * @internal
 */
export function unsortedSegmentSum({ inputs, attrs, backend }: WasmKernelCall<Attributes>): TensorInfo {
  const x = requireInput(UnsortedSegmentSum, inputs, "x");
  const segmentIds = requireInput(UnsortedSegmentSum, inputs, "segmentIds");
  const { numSegments } = attrs;
  const [nRows = 0, ...rowShape] = x.shape;
  if (segmentIds.shape.length !== 1 || segmentIds.shape[0] !== nRows) {
    throw new RangeError(
      `${UnsortedSegmentSum}: segmentIds must have shape [${nRows}], one for each row of x, received [${segmentIds.shape.join(", ")}]`,
    );
  }
  if (x.dtype !== "float32" && x.dtype !== "int32") {
    throw new TypeError(`${UnsortedSegmentSum}: x must be float32 or int32, received ${x.dtype}`);
  }
  const rowSize = util.sizeFromShape(rowShape);
  const out = backend.makeOutput([numSegments, ...rowShape], x.dtype);
  const sums = new Float64Array(numSegments * rowSize);
  const values = backend.typedArrayFromHeap(x);
  for (const [row, segment] of backend.typedArrayFromHeap(segmentIds).entries()) {
    if (segment < 0 || segment >= numSegments) continue;
    for (let i = 0; i < rowSize; i += 1) {
      const at = segment * rowSize + i;
      sums[at] = (sums[at] ?? 0) + (values[row * rowSize + i] ?? 0);
    }
  }
  backend.typedArrayFromHeap(out).set(sums);
  return out;
}

/** @internal */
export const unsortedSegmentSumConfig: KernelConfig = wasmKernel(UnsortedSegmentSum, unsortedSegmentSum);
