import { Max, Mean, Min, PadV2, Prod, Sum, util } from "@tensorflow/tfjs-core";
import type { KernelConfig } from "@tensorflow/tfjs-core";
import { callWebglKernel, release, webglKernel } from "./webgl-backend.ts";

/** What changes nothing: the reduction of no numbers at all. */
const NEUTRAL: Readonly<Record<string, number>> = {
  [Sum]: 0,
  [Mean]: 0, // as TensorFlow.js has it on its other backends
  [Prod]: 1,
  [Max]: -Infinity,
  [Min]: Infinity,
};

/** The reductions that {@link paddedReduction} takes. @internal */
export const REDUCTIONS: readonly string[] = Object.keys(NEUTRAL);

/**
 * A reduction that also takes axes without entries, over which TensorFlow.js' kernel throws: one neutral entry is put in.
 *
 * @param stock - a kernel of {@link REDUCTIONS}
 * @returns the kernel to register in its place
 * @internal
 */
export function paddedReduction(stock: KernelConfig): KernelConfig {
  return webglKernel(stock, (call, runStock) => {
    const { x } = call.inputs;
    if (x === undefined || !x.shape.includes(0)) return runStock(call);
    const { axis, reductionIndices = axis } = call.attrs; // two names for the same
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- fixed by the kernels' names
    const reduced = util.parseAxisParam((reductionIndices ?? x.shape.map((_, i) => i)) as number | number[], x.shape);
    const paddings = x.shape.map((size, i) => [0, size === 0 && reduced.includes(i) ? 1 : 0]);
    const constantValue = NEUTRAL[stock.kernelName] ?? Number.NaN;
    const padded = callWebglKernel(call.backend, PadV2, { x }, { paddings, constantValue });
    const result = runStock({ ...call, inputs: { x: padded } });
    release(call.backend, padded);
    return result;
  });
}
