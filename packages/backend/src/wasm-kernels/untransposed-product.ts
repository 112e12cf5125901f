import { broadcast_util, Transpose, util } from "@tensorflow/tfjs-core";
import type { KernelConfig, NamedAttrMap, TensorInfo } from "@tensorflow/tfjs-core";
import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import { spreadToShape } from "./spread-to-shape.ts";
import type { WasmKernelCall } from "./wasm-backend.ts";
import { callWasmKernel, heapFloats, oneOutput, release, requireInput, share, wasmKernel } from "./wasm-backend.ts";

type Attributes = NamedAttrMap & { readonly transposeA: boolean; readonly transposeB: boolean };

// The shape with which a buffer was first the right operand of a product.
const rightShapes = new WeakMap<object, string>();

function isSingleMatrix({ shape, dtype }: TensorInfo): boolean {
  const size = util.sizeFromShape(shape);
  return dtype === "float32" && size > 0 && size === (shape.at(-1) ?? 0) * (shape.at(-2) ?? 0);
}

/** The matrix, transposed if asked for. The caller releases it. */
function untransposed(backend: BackendWasm, x: TensorInfo, transposed: boolean): TensorInfo {
  if (!transposed) return share(backend, x);
  const axes = x.shape.map((_, axis) => axis);
  return callWasmKernel(backend, Transpose, { x }, { perm: [...axes.slice(0, -2), ...axes.slice(-2).toReversed()] });
}

/** The right operand, in a buffer of its own if its buffer has been one of another shape. Releases what it replaces. */
function rightOperand(backend: BackendWasm, right: TensorInfo): TensorInfo {
  const shape = right.shape.slice(-2).join("x");
  const known = rightShapes.get(right.dataId) ?? shape;
  rightShapes.set(right.dataId, known);
  if (known === shape) return right;
  const copy = backend.makeOutput(right.shape, "float32");
  heapFloats(backend, copy).set(heapFloats(backend, right));
  release(backend, right);
  return copy;
}

function innerSize({ shape }: TensorInfo, transposed: boolean): number {
  return shape.at(transposed ? -2 : -1) ?? 0;
}

/** Zeros in the shape of an operand whose inner axis has no entry, with one: their sums are the same. */
function zeros(backend: BackendWasm, { shape }: TensorInfo, innerAxis: -1 | -2): TensorInfo {
  const out = backend.makeOutput(shape.with(innerAxis, 1), "float32");
  heapFloats(backend, out).fill(0);
  return out;
}

function present(inputs: WasmKernelCall<unknown>["inputs"]): Record<string, TensorInfo> {
  return Object.fromEntries(
    Object.entries(inputs).filter((entry): entry is [string, TensorInfo] => entry[1] !== undefined),
  );
}

/**
 * A product of stacks of matrices. The stock kernel repeats an operand that has one matrix, or one for each of the last
 * axis of the stack, and takes others for the wrong ones.
 */
function stackedProduct(
  { kernelName, kernelFunc }: KernelConfig,
  a: TensorInfo,
  b: TensorInfo,
  { inputs, attrs, backend }: WasmKernelCall<Attributes>,
): TensorInfo {
  const stack = broadcast_util.assertAndGetBroadcastShape(a.shape.slice(0, -2), b.shape.slice(0, -2));
  const left = spreadToShape(backend, a, [...stack, ...a.shape.slice(-2)]);
  const right = spreadToShape(backend, b, [...stack, ...b.shape.slice(-2)]);
  const result = kernelFunc({ inputs: { ...inputs, a: left, b: right }, attrs, backend });
  release(backend, left, right);
  return oneOutput(kernelName, result);
}

/**
 * A matrix product kernel that transposes first and multiplies then, for products of two single matrices.
 *
 * The stock kernel multiplies transposed operands in a scalar loop, which makes the gradients of a dense layer
 * several times slower than the layer. And it keeps one packed right operand a buffer, whatever its shape: when a
 * reshaped view of the same buffer comes as right operand, it computes with the old shape, outside of the buffer.
 *
 * @internal
 */
export function untransposedProduct(stock: KernelConfig): KernelConfig {
  const { kernelName, kernelFunc } = stock;
  return {
    ...stock,
    ...wasmKernel<Attributes>(kernelName, ({ inputs, attrs, backend }) => {
      const a = requireInput(kernelName, inputs, "a");
      const b = requireInput(kernelName, inputs, "b");
      if (innerSize(a, attrs.transposeA) === 0) {
        const left = zeros(backend, a, attrs.transposeA ? -2 : -1);
        const right = zeros(backend, b, attrs.transposeB ? -1 : -2);
        const result = callWasmKernel(backend, kernelName, { ...present(inputs), a: left, b: right }, attrs);
        release(backend, left, right);
        return result;
      }
      if (!isSingleMatrix(a) || !isSingleMatrix(b)) return stackedProduct(stock, a, b, { inputs, attrs, backend });
      const left = untransposed(backend, a, attrs.transposeA);
      const right = rightOperand(backend, untransposed(backend, b, attrs.transposeB));
      const result = kernelFunc({
        inputs: { ...inputs, a: left, b: right },
        attrs: { ...attrs, transposeA: false, transposeB: false },
        backend,
      });
      release(backend, left, right);
      return oneOutput(kernelName, result);
    }),
  };
}
