import { util, type KernelConfig, type TensorInfo } from "@tensorflow/tfjs-core";
import { heapFloats, requireInput, wasmKernel, type WasmKernelCall } from "../wasm-kernels/wasm-backend.ts";
import { inputOfSize } from "./input-of-size.ts";
import { heapOf, offsetsOf, wholeVectors } from "./heap-of.ts";

/**
 * A kernel that some backends have: one step of Adam on one variable.
 *
 * Of variable w, gradient g and moments m and v, with `beta1`, `beta2`, `scale` and `floor`:
 * `m' = β1 m + g`, `v' = β2 v + g²`, `w' = w - scale · m' / (√v' + floor)`, each operation rounded to float32. Gives w', m'
 * and v'. `adam` of `@lipschitz-gan/training` looks for it by this name.
 *
 * Nothing is written in place: the WASM backend keeps packed copies of right operands and filters by their buffer, which a
 * weight that changed under them would leave stale; and buffers are shared by copies of a tensor.
 *
 * @internal
 */
export const ADAM_UPDATE = "AdamUpdate";

interface Factors {
  readonly beta1: number;
  readonly beta2: number;
  readonly scale: number;
  readonly floor: number;
}

function adamUpdate({ inputs, attrs, backend }: WasmKernelCall<Factors>): TensorInfo[] {
  const variable = requireInput(ADAM_UPDATE, inputs, "variable");
  const size = util.sizeFromShape(variable.shape);
  const [gradient, first, second] = ["gradient", "first", "second"].map((name) =>
    inputOfSize(ADAM_UPDATE, inputs, name, size),
  ) as [TensorInfo, TensorInfo, TensorInfo]; // as many as names
  const make = (): TensorInfo => backend.makeOutput(variable.shape, "float32");
  const [nextVariable, nextFirst, nextSecond] = [make(), make(), make()];
  const floats = (info: TensorInfo): Float32Array => heapFloats(backend, info);
  const given = {
    gradient: floats(gradient),
    variable: floats(variable),
    first: floats(first),
    second: floats(second),
  };
  const next = { variable: floats(nextVariable), first: floats(nextFirst), second: floats(nextSecond) };
  const heap = heapOf(backend);
  const vectors = heap === undefined ? 0 : wholeVectors(size);
  if (vectors > 0) {
    const infos = [gradient, variable, first, second, nextVariable, nextFirst, nextSecond];
    heap?.adam(vectors, ...offsetsOf(backend, infos), attrs.beta1, attrs.beta2, attrs.scale, attrs.floor);
  }
  stepFrom(vectors, given, next, attrs);
  return [nextVariable, nextFirst, nextSecond];
}

type Views = Readonly<Record<"variable" | "first" | "second", Float32Array>>;

/** The step of the entries from an index on, by the same operations. */
function stepFrom(
  start: number,
  { gradient, variable, first, second }: Views & { readonly gradient: Float32Array },
  next: Views,
  factors: Factors,
): void {
  const { fround, sqrt } = Math;
  const [beta1, beta2, scale, floor] = [factors.beta1, factors.beta2, factors.scale, factors.floor].map(fround) as [
    number,
    number,
    number,
    number,
  ];
  // Indices are below the length, which all views share.
  for (let i = start; i < variable.length; i++) {
    const g = gradient[i] as number;
    const m = fround(fround((first[i] as number) * beta1) + g);
    const v = fround(fround((second[i] as number) * beta2) + fround(g * g));
    next.first[i] = m;
    next.second[i] = v;
    next.variable[i] = (variable[i] as number) - fround(fround(m / fround(fround(sqrt(v)) + floor)) * scale);
  }
}

/** @internal */
export const adamUpdateConfig: KernelConfig = wasmKernel(ADAM_UPDATE, adamUpdate);
