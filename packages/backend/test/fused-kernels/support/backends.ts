import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import * as tf from "@tensorflow/tfjs-core";
import { startBackend } from "@lipschitz-gan/backend";
import { heapOf } from "../../../src/fused-kernels/heap-of.ts";
import { webAssembly } from "./web-assembly.ts";

/** A way for the fused kernels to run. */
export interface Way {
  readonly name: string;
  readonly threads: number;
  readonly hasVectors: boolean;
}

export const ways: readonly Way[] = [
  { name: "vectors on memory of its own", threads: 1, hasVectors: true },
  { name: "vectors on shared memory", threads: 2, hasVectors: true },
  { name: "plain loops", threads: 1, hasVectors: false },
];

/** Starts the WASM backend in such a way; returns what ends it. */
export async function startWay({ threads, hasVectors }: Way): Promise<() => Promise<void>> {
  const { validate } = webAssembly;
  const backend = await startBackend("wasm", { threads });
  if (!hasVectors) webAssembly.validate = () => false; // asked when the first kernel runs
  const stop = async (): Promise<void> => {
    webAssembly.validate = validate;
    await backend.stop();
  };
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- started above
  const found = heapOf(tf.backend() as BackendWasm) !== undefined;
  if (found === hasVectors) return stop;
  await stop();
  throw new Error(`startWay: vectors must be ${hasVectors ? "there" : "missing"}, and are not`);
}
