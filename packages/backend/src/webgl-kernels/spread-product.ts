import { broadcast_util, PadV2, Reshape, Tile, util } from "@tensorflow/tfjs-core";
import type { KernelConfig, TensorInfo } from "@tensorflow/tfjs-core";
import { callWebglKernel, release, webglKernel, type WebglBackend } from "./webgl-backend.ts";

/** From here on the stock kernel multiplies a row or a column by other means, which repeat no matrix. */
const LONG = 1000;

/**
 * A product of stacks of matrices that are broadcast, and of matrices without an inner axis.
 *
 * TensorFlow.js' kernel takes stacks of the same shape, or a single matrix beside a stack. Others it multiplies with the
 * wrong matrices, or throws; and it cannot make a sum of no products, which is 0.
 *
 * @param stock - `BatchMatMul`, or the same fused with a bias and an activation
 * @returns the kernel to register in its place
 * @internal
 */
export function spreadProduct(stock: KernelConfig): KernelConfig {
  return webglKernel(stock, (call, runStock) => {
    const { inputs, attrs, backend } = call;
    const { a, b } = inputs;
    if (a === undefined || b === undefined) return runStock(call); // it says so
    const stack = broadcast_util.assertAndGetBroadcastShape(a.shape.slice(0, -2), b.shape.slice(0, -2));
    const innerOfA = attrs["transposeA"] === true ? -2 : -1;
    const innerOfB = attrs["transposeB"] === true ? -1 : -2;
    const inner = a.shape.at(innerOfA) ?? 0;
    const isTaken = (x: TensorInfo): boolean => {
      const matrices = util.sizeFromShape(x.shape.slice(0, -2));
      return matrices === util.sizeFromShape([...stack]) || (matrices === 1 && inner <= LONG);
    };
    if (inner !== 0 && isTaken(a) && isTaken(b)) return runStock(call);
    const left = spread(backend, a, stack, innerOfA);
    const right = spread(backend, b, stack, innerOfB);
    const result = runStock({ ...call, inputs: { ...inputs, a: left, b: right } });
    release(backend, left, right);
    return result;
  });
}

/** A stack of that shape, with one row or column of zeros for an inner axis without entries. The caller releases it. */
function spread(backend: WebglBackend, info: TensorInfo, stack: readonly number[], innerAxis: number): TensorInfo {
  const ones = Array.from({ length: stack.length + 2 - info.shape.length }, () => 1);
  const shape = [...ones, ...info.shape];
  const reshaped = callWebglKernel(backend, Reshape, { x: info }, { shape });
  const paddings = shape.map((size, axis) => [0, size === 0 && axis === shape.length + innerAxis ? 1 : 0]);
  const padded = callWebglKernel(backend, PadV2, { x: reshaped }, { paddings, constantValue: 0 });
  const reps = shape.map((size, axis) => (size === 1 ? (stack[axis] ?? 1) : 1));
  const result = callWebglKernel(backend, Tile, { x: padded }, { reps });
  release(backend, reshaped, padded);
  return result;
}
