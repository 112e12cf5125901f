import { _FusedMatMul, BatchMatMul, getKernel, registerKernel, unregisterKernel } from "@tensorflow/tfjs-core";
import type { KernelConfig } from "@tensorflow/tfjs-core";
import { paddedReduction, REDUCTIONS } from "./padded-reduction.ts";
import { repairedShader } from "./repaired-shader.ts";
import { shaderRepairs } from "./shader-repairs.ts";
import { spreadProduct } from "./spread-product.ts";

type Completion = (stock: KernelConfig) => KernelConfig;

const completions: readonly (readonly [kernelName: string, complete: Completion])[] = [
  ...Object.entries(shaderRepairs).map(
    ([name, repairs]) => [name, (stock: KernelConfig) => repairedShader(stock, repairs)] as const,
  ),
  ...REDUCTIONS.map((name) => [name, paddedReduction] as const),
  [BatchMatMul, spreadProduct],
  [_FusedMatMul, spreadProduct],
];

// What this module has registered, so that a second call changes nothing.
const ours = new WeakSet<KernelConfig>();

/**
 * Registers the kernels that training needs on the "webgl" backend and that TensorFlow.js 4.22 has wrong there. None is
 * missing. Calling it again changes nothing, and calling it where no WebGL kernels are registered does nothing.
 *
 * - Wrong numbers: 0/0 was 1, the largest of numbers below -1e20 was -1e20 (max pooling and minima likewise), depthwise
 *   convolutions were off by 1e-15, products of stacks of matrices that are broadcast against each other took the wrong
 *   matrices.
 * - No number where there is one: rectifiers of ±∞.
 * - Thrown: reductions and products over axes without entries.
 *
 * @internal
 */
export function registerWebglTrainingKernels(): void {
  for (const kernelName of new Set(completions.map(([name]) => name))) {
    // Typed as always there; undefined at run time for a kernel that is missing.
    const stock: KernelConfig | undefined = getKernel(kernelName, "webgl");
    if (stock === undefined || ours.has(stock)) continue;
    const config = completions.reduce((made, [name, complete]) => (name === kernelName ? complete(made) : made), stock);
    unregisterKernel(kernelName, "webgl");
    ours.add(config);
    registerKernel(config);
  }
}
