import type { KernelConfig } from "@tensorflow/tfjs-core";
import { webglKernel, type WebglProgram } from "./webgl-backend.ts";

/**
 * A piece of a shader, and what stands in its place.
 *
 * @internal
 */
export interface ShaderRepair {
  readonly wrong: string;
  readonly right: string;
}

/**
 * A kernel whose shader has a mistake, with that piece of its text replaced; all else stays TensorFlow.js' own: how
 * tensors lie in textures, broadcasting, the passes of a reduction.
 *
 * The programs are made inside of the kernel, where nothing can be passed in, so they are changed on their way to the
 * device. TensorFlow.js finds compiled shaders by their text, and so never takes one for the other.
 *
 * @param stock - TensorFlow.js' kernel
 * @param repairs - each is applied wherever its wrong piece is found
 * @returns the kernel to register in its place
 * @internal
 */
export function repairedShader(stock: KernelConfig, repairs: readonly ShaderRepair[]): KernelConfig {
  return webglKernel(stock, (call, runStock) => {
    const { backend } = call;
    const before = Object.getOwnPropertyDescriptor(backend, "runWebGLProgram");
    const run = backend.runWebGLProgram.bind(backend);
    backend.runWebGLProgram = (program, ...rest) => run(repaired(program, repairs), ...rest);
    try {
      return runStock(call);
    } finally {
      if (before === undefined) Reflect.deleteProperty(backend, "runWebGLProgram");
      else Object.defineProperty(backend, "runWebGLProgram", before);
    }
  });
}

function repaired(program: WebglProgram, repairs: readonly ShaderRepair[]): WebglProgram {
  for (const { wrong, right } of repairs) program.userCode = program.userCode.replaceAll(wrong, right);
  return program;
}
