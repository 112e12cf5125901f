import { Add, BatchMatMul, Conv2DBackpropFilter, Reverse, Transpose, util } from "@tensorflow/tfjs-core";
import type { KernelConfig, TensorInfo } from "@tensorflow/tfjs-core";
import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import { batchInnermost, toBatchInnermost } from "./batch-innermost.ts";
import { columnsOfTaps } from "./columns-of-taps.ts";
import { convGeometry } from "./conv-geometry.ts";
import type { ConvAttributes, ConvGeometry } from "./conv-geometry.ts";
import { exchangedRoles, isExchangeBetter } from "./exchanged-roles.ts";
import { callWasmKernel, heapFloats, release, requireInput, wasmKernel } from "./wasm-backend.ts";
import type { WasmKernelCall } from "./wasm-backend.ts";

interface Attributes extends ConvAttributes {
  readonly filterShape: number[];
}

// Terms of the sum taken at once. With fewer, adding up the parts costs; with more, the columns and the packed
// gradient no longer stay in a 1 MB cache (measured at 2^10 … 2^14 on the shapes of an SN-GAN).
const TERMS = 2048;

/** Copies rows `[first, last)` of the outermost axis into a tensor of its own, `[rows * columns * batch, channels]`. */
function rowsOf(backend: BackendWasm, info: TensorInfo, first: number, last: number): TensorInfo {
  const [, columns = 0, batch = 0, channels = 0] = info.shape;
  const rowSize = columns * batch * channels;
  const part = backend.makeOutput([(last - first) * columns * batch, channels], "float32");
  heapFloats(backend, part).set(heapFloats(backend, info).subarray(first * rowSize, last * rowSize));
  return part;
}

/** The part of the gradient, `[taps * taps * in, out]`, that comes from output rows `[first, last)`. */
function partialGradient(
  backend: BackendWasm,
  input: TensorInfo,
  dy: TensorInfo,
  geometry: ConvGeometry,
  first: number,
  last: number,
): TensorInfo {
  const { batch, inChannels, height, width } = geometry;
  const gradient = rowsOf(backend, dy, first, last);
  const terms = (last - first) * width.outSize * batch;
  const columns = backend.makeOutput([height.taps * width.taps * inChannels, terms], "float32");
  const from = heapFloats(backend, input);
  const to = heapFloats(backend, columns);
  columnsOfTaps(new Float32Array(to.buffer), from.byteOffset / 4, to.byteOffset / 4, geometry, first, last);
  // The right operand is the one that is packed for every product, so it has to be the small one.
  const product = callWasmKernel(
    backend,
    BatchMatMul,
    { a: columns, b: gradient },
    { transposeA: false, transposeB: false },
  );
  release(backend, columns, gradient);
  return product;
}

/** The gradient from an input and an output's gradient that are not empty. The caller releases it. */
function gatheredGradient(backend: BackendWasm, x: TensorInfo, dy: TensorInfo, geometry: ConvGeometry): TensorInfo {
  const { batch, inChannels, outChannels, height, width } = geometry;
  const layout = batchInnermost(geometry);
  const input = backend.makeOutput([layout.size], "float32");
  toBatchInnermost(heapFloats(backend, x), geometry, layout, heapFloats(backend, input));
  const dyRows = callWasmKernel(backend, Transpose, { x: dy }, { perm: [1, 2, 0, 3] });
  const step = Math.max(1, Math.floor(TERMS / (width.outSize * batch)));
  let sum = partialGradient(backend, input, dyRows, geometry, 0, Math.min(height.outSize, step));
  for (let first = step; first < height.outSize; first += step) {
    const part = partialGradient(backend, input, dyRows, geometry, first, Math.min(height.outSize, first + step));
    const next = callWasmKernel(backend, Add, { a: sum, b: part });
    release(backend, sum, part);
    sum = next;
  }
  release(backend, input, dyRows);
  return { ...sum, shape: [height.taps, width.taps, inChannels, outChannels] };
}

/**
 * The gradient of a convolution with respect to its filter,
 * `dW[i, j, c, k] = sum_{n, a, b} x[n, a s + i d - p, b s + j d - p, c] dy[n, a, b, k]`,
 * as a sum over output rows `a` of products of matrices `[i j c, b n] · [b n, k]`. With the samples innermost,
 * the left matrix is gathered in long runs of memory.
 *
 * With stride 1 the same sum runs over the rows of the input, with `dy` gathered: better where `dy` has few channels.
 *
 * @internal
 */
export function conv2DBackpropFilter({ inputs, attrs, backend }: WasmKernelCall<Attributes>): TensorInfo {
  const x = requireInput(Conv2DBackpropFilter, inputs, "x");
  const dy = requireInput(Conv2DBackpropFilter, inputs, "dy");
  const { filterShape } = attrs;
  const geometry = convGeometry(Conv2DBackpropFilter, x.shape, filterShape, dy.shape, attrs);
  if (util.sizeFromShape(dy.shape) === 0 || util.sizeFromShape(x.shape) === 0) {
    const out = backend.makeOutput(filterShape, "float32");
    heapFloats(backend, out).fill(0);
    return out;
  }
  if (!isExchangeBetter(geometry)) return gatheredGradient(backend, x, dy, geometry);
  const turned = gatheredGradient(backend, dy, x, exchangedRoles(geometry));
  const swapped = callWasmKernel(backend, Reverse, { x: turned }, { dims: [0, 1] });
  const out = callWasmKernel(backend, Transpose, { x: swapped }, { perm: [0, 1, 3, 2] });
  release(backend, turned, swapped);
  return out;
}

/** @internal */
export const conv2DBackpropFilterConfig: KernelConfig = wasmKernel(Conv2DBackpropFilter, conv2DBackpropFilter);
