import { util, type KernelConfig, type TensorInfo } from "@tensorflow/tfjs-core";
import { heapFloats, requireInput, wasmKernel, type WasmKernelCall } from "../wasm-kernels/wasm-backend.ts";
import { inputOfSize } from "./input-of-size.ts";
import { heapOf, offsetsOf, wholeVectors } from "./heap-of.ts";

/**
 * A kernel that some backends have: spectral normalisation of a matrix W, `W̄ = W / σ · scale` with `σ = |vᵀW u|`, from W,
 * `product` = vᵀW and u. W is taken as it is where σ is zero, and W̄ is NaN where σ is not finite.
 *
 * Gives W̄, and the pair of what W was divided by and the sign of vᵀW u. `spectralNorm` of `@lipschitz-gan/regularizers` looks for it by
 * this name.
 *
 * @see Miyato et al. (2018), eq. 8, https://arxiv.org/abs/1802.05957
 * @internal
 */
export const SPECTRAL_NORMALIZE = "SpectralNormalize";

/**
 * The gradient of {@link SPECTRAL_NORMALIZE} in W, of u, v, W, the cotangent `dy` of W̄, and the other result:
 * `scale (G - ⟨G, W / σ⟩ sign v uᵀ) / σ` with G for `dy`.
 *
 * @see Miyato et al. (2018), eq. 12, https://arxiv.org/abs/1802.05957
 * @internal
 */
export const SPECTRAL_NORMALIZE_GRADIENT = "SpectralNormalizeGradient";

interface Attributes {
  readonly scale: number;
}

function spectralNormalize({ inputs, attrs, backend }: WasmKernelCall<Attributes>): TensorInfo[] {
  const value = requireInput(SPECTRAL_NORMALIZE, inputs, "value");
  const product = requireInput(SPECTRAL_NORMALIZE, inputs, "product");
  const u = inputOfSize(SPECTRAL_NORMALIZE, inputs, "u", util.sizeFromShape(product.shape));
  const [bar, division] = [backend.makeOutput(value.shape, "float32"), backend.makeOutput([2], "float32")];
  const pairing = dotInFloat64(heapFloats(backend, product), heapFloats(backend, u));
  const sigma = Math.fround(Math.abs(pairing));
  const by = sigma === 0 ? 1 : sigma < Infinity ? sigma : Number.NaN;
  heapFloats(backend, division).set([by, sigma === 0 ? 0 : Math.sign(pairing)]);
  const heap = heapOf(backend);
  const [from, to] = [heapFloats(backend, value), heapFloats(backend, bar)];
  const vectors = heap === undefined ? 0 : wholeVectors(from.length);
  if (vectors > 0) heap?.quotient(vectors, ...offsetsOf(backend, [value, bar]), by, attrs.scale);
  const scale = Math.fround(attrs.scale);
  // Indices here and below are below the lengths of the views.
  for (let i = vectors; i < from.length; i++) to[i] = Math.fround((from[i] as number) / by) * scale;
  return [bar, division];
}

function dotInFloat64(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] as number) * (b[i] as number);
  return sum;
}

function spectralNormalizeGradient({ inputs, attrs, backend }: WasmKernelCall<Attributes>): TensorInfo {
  const name = SPECTRAL_NORMALIZE_GRADIENT;
  const value = requireInput(name, inputs, "value");
  const size = util.sizeFromShape(value.shape);
  const u = requireInput(name, inputs, "u");
  const rows = util.sizeFromShape(u.shape);
  const v = inputOfSize(name, inputs, "v", size / rows);
  const dy = inputOfSize(name, inputs, "dy", size);
  const [by = Number.NaN, sign = Number.NaN] = heapFloats(backend, inputOfSize(name, inputs, "division", 2));
  const out = backend.makeOutput(value.shape, "float32");
  const lambda = sign === 0 ? 0 : (sign * innerProduct(backend, dy, value)) / by;
  const heap = heapOf(backend);
  const vectors = heap === undefined ? 0 : wholeVectors(rows);
  const [cotangent, left, right, result] = [dy, u, v, out].map((info) => heapFloats(backend, info)) as [
    Float32Array,
    Float32Array,
    Float32Array,
    Float32Array,
  ];
  const [fromDy = 0, fromU = 0, fromOut = 0] = offsetsOf(backend, [dy, u, out]);
  const { fround } = Math;
  const scale = fround(attrs.scale);
  for (let column = 0; column < right.length; column++) {
    const factor = fround(lambda * (right[column] as number));
    const start = column * rows;
    if (vectors > 0) heap?.deflate(vectors, fromDy + 4 * start, fromU, fromOut + 4 * start, factor, by, scale);
    for (let i = vectors; i < rows; i++) {
      const rest = fround((cotangent[start + i] as number) - fround((left[i] as number) * factor));
      result[start + i] = fround(rest / by) * scale;
    }
  }
  return out;
}

/** ⟨a, b⟩ of two tensors of one size, summed in float64. */
function innerProduct(backend: WasmKernelCall<unknown>["backend"], a: TensorInfo, b: TensorInfo): number {
  const [left, right] = [heapFloats(backend, a), heapFloats(backend, b)];
  const heap = heapOf(backend);
  const vectors = heap === undefined ? 0 : wholeVectors(left.length);
  const sum = vectors > 0 ? (heap?.dot(vectors, ...offsetsOf(backend, [a, b])) ?? 0) : 0;
  return sum + dotInFloat64(left.subarray(vectors), right.subarray(vectors));
}

/** @internal */
export const spectralNormalizeConfigs: readonly KernelConfig[] = [
  wasmKernel(SPECTRAL_NORMALIZE, spectralNormalize),
  wasmKernel(SPECTRAL_NORMALIZE_GRADIENT, spectralNormalizeGradient),
];
