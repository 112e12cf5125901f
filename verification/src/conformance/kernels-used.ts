import * as tf from "@tensorflow/tfjs-core";
import * as fc from "fast-check";
import { inSandbox } from "../kit/sandbox.ts";
import { conformanceCases } from "./conformance-cases.ts";
import { arithmeticOf } from "./trial/allowed-error.ts";
import { measureTrial } from "./trial/measure.ts";

/**
 * The kernels of TensorFlow.js that the cases of the suite run on the backend that runs, gradients included.
 *
 * @param options - seed of the instances, how many of each case are looked at, and which cases; all unless given
 * @returns kernel names, sorted
 *
 * @example
 * ```ts
 * import { kernelsUsed } from "@lipschitz-gan/verification";
 *
 * const kernels = await kernelsUsed({ seed: 1, runs: 1, only: (name) => name === "conv2d" });
 * kernels.includes("Conv2DBackpropFilter"); // => true
 * ```
 */
export async function kernelsUsed({
  seed,
  runs,
  only = () => true,
}: {
  readonly seed: number;
  readonly runs: number;
  readonly only?: (name: string) => boolean;
}): Promise<readonly string[]> {
  const arithmetic = arithmeticOf(tf.getBackend());
  const used = new Set<string>();
  for (const { name, trials, orders, share } of conformanceCases) {
    if (share !== undefined || !only(name)) continue; // large instances run the kernels of the small ones
    const { kernelNames } = await tf.profile(async () => {
      for (const trial of fc.sample(trials, { seed, numRuns: runs }))
        for (const order of orders) await inSandbox(() => measureTrial(trial, order, arithmetic));
      return [];
    });
    for (const kernel of kernelNames) used.add(kernel);
  }
  return [...used].toSorted();
}
