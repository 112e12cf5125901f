import * as tf from "@tensorflow/tfjs-core";
import { describe, expect, it } from "vitest";
import { BackendError } from "../../src/backends/backend-error.ts";
import { startWasm } from "../../src/backends/start-wasm.ts";

/** 1 GiB; memory that nobody writes to costs nothing. */
const QUARTER = [2 ** 28];

/** Tensors of 1 GiB until there is no room for another. */
function fill(): { readonly held: tf.TensorInfo[]; readonly error: unknown } {
  const held: tf.TensorInfo[] = [];
  try {
    while (held.length < 5) held.push(tf.engine().makeTensorFromTensorInfo(unwritten(QUARTER)));
  } catch (error) {
    return { held, error };
  }
  return { held, error: undefined };
}

const unwritten = (shape: number[]): tf.TensorInfo => {
  const backend = tf.backend();
  return { dataId: backend.write(null as unknown as Float32Array, shape, "float32"), shape, dtype: "float32" };
};

describe.each([1, 2])("A heap of WASM with %i thread(s)", (threads) => {
  it("refuses a tensor when it is full, keeps what it holds, and goes on after some are disposed", async () => {
    const running = await startWasm({ threads, log: () => {} });
    const kept = tf.tensor1d([1, 2, 3]);
    const { held, error } = fill();
    expect(error).toBeInstanceOf(BackendError);
    expect(String(error)).toMatch(/no room for a tensor of 1073741824 bytes; use smaller batches/u);
    expect(held.length).toBe(3); // of 4 GiB some are taken by the module
    expect(() => tf.zeros(QUARTER)).toThrow(BackendError);
    expect([...kept.dataSync()]).toEqual([1, 2, 3]);
    for (const tensor of held) tf.dispose(tensor as tf.Tensor);
    const room = tf.engine().makeTensorFromTensorInfo(unwritten(QUARTER));
    tf.dispose([room, kept]);
    await running.stop();
  });

  it("refuses a tensor of 4 GiB, whose size it would take for 0", async () => {
    const running = await startWasm({ threads, log: () => {} });
    expect(() => unwritten([2 ** 30])).toThrow(/no room for a tensor of 4294967296 bytes/u);
    expect(() => unwritten([2 ** 30 + 1])).toThrow(BackendError);
    await running.stop();
  });
});
