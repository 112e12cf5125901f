import { Slice } from "@tensorflow/tfjs-core";
import type { TensorInfo } from "@tensorflow/tfjs-core";
import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import type { AxisPhase } from "./input-phases.ts";
import { callWasmKernel, share } from "./wasm-backend.ts";

/**
 * The output's gradient without the rows and columns that a phase never reads (negative padding, which comes
 * from forward padding wider than the filter reaches). The caller releases it.
 *
 * @internal
 */
export function slicedWindow(backend: BackendWasm, dy: TensorInfo, rows: AxisPhase, columns: AxisPhase): TensorInfo {
  const cut = [rows.padBefore, rows.padAfter, columns.padBefore, columns.padAfter].some((pad) => pad < 0);
  if (!cut) return share(backend, dy);
  const [batch = 0, height = 0, width = 0, channels = 0] = dy.shape;
  const top = Math.max(0, -rows.padBefore);
  const left = Math.max(0, -columns.padBefore);
  const size = [
    batch,
    height - top - Math.max(0, -rows.padAfter),
    width - left - Math.max(0, -columns.padAfter),
    channels,
  ];
  return callWasmKernel(backend, Slice, { x: dy }, { begin: [0, top, left, 0], size });
}
