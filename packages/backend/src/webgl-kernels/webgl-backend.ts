import { getKernel } from "@tensorflow/tfjs-core";
import type { DataType, KernelBackend, KernelConfig, NamedAttrMap, TensorInfo } from "@tensorflow/tfjs-core";

/** What is used of a shader program of TensorFlow.js; its text is what a device compiles. @internal */
export interface WebglProgram {
  userCode: string;
}

/** What is used of TensorFlow.js' WebGL backend. @internal */
export interface WebglBackend extends KernelBackend {
  runWebGLProgram(program: WebglProgram, inputs: TensorInfo[], dtype: DataType, ...rest: unknown[]): TensorInfo;
  readonly gpgpu: { readonly gl: WebglContext };
}

/** What is used of WebGL itself. @internal */
export interface WebglContext {
  readonly RENDERER: number;
  readonly canvas: { addEventListener(type: "webglcontextlost", listener: () => void): void };
  isContextLost(): boolean;
  getParameter(name: number): unknown;
  getExtension(name: "WEBGL_debug_renderer_info"): { readonly UNMASKED_RENDERER_WEBGL: number } | null;
}

/** Whether this is TensorFlow.js' WebGL backend. @internal */
export function isWebgl(backend: object): backend is WebglBackend {
  return "runWebGLProgram" in backend && "gpgpu" in backend;
}

/** What a kernel of ours is given. @internal */
export interface WebglKernelCall {
  readonly inputs: Readonly<Record<string, TensorInfo>>;
  readonly attrs: NamedAttrMap;
  readonly backend: WebglBackend;
}

/**
 * A kernel in the place of TensorFlow.js' own, with the stock one in hand.
 *
 * @internal
 */
export function webglKernel(
  stock: KernelConfig,
  kernel: (call: WebglKernelCall, runStock: (call: WebglKernelCall) => TensorInfo) => TensorInfo,
): KernelConfig {
  const runStock = ({ inputs, attrs, backend }: WebglKernelCall): TensorInfo =>
    oneOutput(stock.kernelName, stock.kernelFunc({ inputs: { ...inputs }, attrs, backend }));
  return {
    ...stock,
    kernelFunc: ({ inputs, attrs = {}, backend }) =>
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- an optional input is left out by the engine; the registry hands a kernel the backend it is registered for
      kernel({ inputs: inputs as Record<string, TensorInfo>, attrs, backend: backend as WebglBackend }, runStock),
  };
}

/**
 * Runs another WebGL kernel outside the engine: nothing is taped and nothing is tracked, so the caller releases the
 * result.
 *
 * @internal
 */
export function callWebglKernel(
  backend: WebglBackend,
  name: string,
  inputs: Readonly<Record<string, TensorInfo>>,
  attrs: NamedAttrMap = {},
): TensorInfo {
  return oneOutput(name, getKernel(name, "webgl").kernelFunc({ inputs: { ...inputs }, attrs, backend }));
}

/** Frees intermediates. @internal */
export function release(backend: WebglBackend, ...infos: readonly TensorInfo[]): void {
  for (const { dataId } of infos) backend.disposeData(dataId);
}

function oneOutput(kernelName: string, result: TensorInfo | TensorInfo[]): TensorInfo {
  if (Array.isArray(result)) throw new Error(`${kernelName}: expected one output, received ${result.length}`);
  return result;
}
