import { util, type TensorInfo } from "@tensorflow/tfjs-core";
import { heapFloats } from "../../wasm-kernels/wasm-backend.ts";
import { packed } from "../onednn/layouts.ts";
import { layout } from "../onednn/operation.ts";
import { DESTINATION, SOURCE, WEIGHTS } from "../onednn/primitive.ts";
import type { NativeCall } from "./native-kernel.ts";

/**
 * Whether the numbers of a tensor and their sums along all axes but the last are finite: where any is NaN or infinite, so
 * is its sum. One pass.
 *
 * @internal
 */
export function areFinite(x: TensorInfo, { backend, engine }: NativeCall<unknown>): boolean {
  const columns = x.shape.at(-1) ?? 1;
  const rows = util.sizeFromShape(x.shape) / columns;
  const sums = backend.makeOutput([1, columns], "float32");
  engine.run(
    `column sums ${rows} ${columns}`,
    () => {
      const [ones, matrix, result] = [packed([1, rows]), packed([rows, columns]), packed([1, columns])];
      return {
        operation: { family: "matmul", parameters: [layout(ones), layout(matrix), layout(null), layout(result)] },
        bindings: [
          { argument: SOURCE, layout: ones },
          { argument: WEIGHTS, layout: matrix },
          { argument: DESTINATION, layout: result },
        ],
      };
    },
    [engine.ones(rows), x, sums],
  );
  const finite = heapFloats(backend, sums).every((sum) => Number.isFinite(sum));
  backend.disposeData(sums.dataId);
  return finite;
}
