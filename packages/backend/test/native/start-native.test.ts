import * as tf from "@tensorflow/tfjs-core";
import { afterEach, describe, expect, it } from "vitest";
import { BackendError } from "../../src/backends/backend-error.ts";
import { startBackend } from "../../src/index.ts";
import { startNative } from "../../src/native/start-native.ts";
import { countingKoffi, type CountingKoffi } from "./support/counting-koffi.ts";
import { koffi, testLibraries } from "./support/libraries.ts";

const log = (): void => {};

afterEach(() => {
  for (const name of ["native", "wasm"]) if (tf.findBackendFactory(name) !== null) tf.removeBackend(name);
});

/** A product of ones, large enough for oneDNN: 64 everywhere. */
function product(): number | undefined {
  return tf.tidy(() => tf.matMul(tf.ones([64, 64]), tf.ones([64, 64])).dataSync()[5]);
}

describe.each(testLibraries)("startNative on $title", ({ path, isMissing }) => {
  const start = (threads?: number) =>
    startNative({ log, paths: [path], ...(threads === undefined ? {} : { threads }) });

  it.skipIf(isMissing)("says what runs", async () => {
    const running = await start(1);
    expect(running.threads).toBe(1);
    expect(running.detail).toMatch(/^oneDNN [23]\.\d+\.\d+, one thread$/u);
    expect([tf.getBackend(), product()]).toEqual(["native", 64]);
    await running.stop();
  });

  it.skipIf(isMissing)("starts as often as it is stopped, and frees all that the library holds", async () => {
    if (koffi === undefined) throw new Error("koffi is missing, which a library was opened with before");
    const counting: CountingKoffi = countingKoffi(koffi);
    const load = Object.assign(() => ({ ...counting.koffi, version: "3.3.4" }), { resolve: (name: string) => name });
    for (const threads of [1, 2, 1]) {
      // oxlint-disable-next-line no-await-in-loop -- one engine, one start after the other
      const running = await startNative({ log, threads, load, paths: [path] });
      expect([running.threads, product()]).toEqual([threads, 64]);
      expect(counting.alive()).toMatchObject({ engine: 1, stream: 1, primitive: 1 });
      // oxlint-disable-next-line no-await-in-loop
      await running.stop();
      expect([counting.alive(), counting.wronglyFreed()]).toEqual([{}, 0]);
      expect([tf.findBackendFactory("native"), tf.getKernelsForBackend("native")]).toEqual([null, []]);
    }
  });

  it.skipIf(isMissing)("frees WASM too where nobody else has started it", async () => {
    const running = await start(2);
    await running.stop();
    expect(Object.keys(tf.engine().registry)).not.toContain("wasm");
    await tf.setBackend("wasm"); // of TensorFlow.js' own accord, with one thread
    expect(product()).toBe(64);
  });

  it.skipIf(isMissing)("leaves WASM with its tensors where it was started by name, before or after", async () => {
    const wasm = await startBackend("wasm", { threads: 1 });
    const kept = tf.tensor([5]);
    const running = await start(1);
    const made = tf.square(kept);
    expect(tf.engine().backend).toBe(tf.engine().registry["wasm"]);
    await running.stop();
    expect(tf.getBackend()).toBe("wasm");
    expect([kept.dataSync()[0], made.dataSync()[0], product()]).toEqual([5, 25, 64]);
    tf.dispose([kept, made]);
    await wasm.stop();

    const again = await start(1);
    const other = tf.tensor([6]);
    const late = await startBackend("wasm", { threads: 1 });
    await again.stop();
    expect([tf.getBackend(), other.dataSync()[0]]).toEqual(["wasm", 6]);
    other.dispose();
    await late.stop();
    expect(Object.keys(tf.engine().registry)).not.toContain("wasm");
  });

  it.skipIf(isMissing)("stops once, and a stale stop leaves a later one alone", async () => {
    const first = await start(1);
    await first.stop();
    const second = await start(1);
    await first.stop();
    expect([tf.getBackend(), product()]).toEqual(["native", 64]);
    await second.stop();
    await second.stop();
    expect(tf.findBackendFactory("native")).toBeNull();
  });

  it.skipIf(isMissing)("is found again as it is", async () => {
    await start(1);
    const kept = tf.tensor([5]);
    const native = tf.engine().backend;
    const again = await start();
    expect(tf.engine().backend).toBe(native);
    expect([kept.dataSync()[0], product()]).toEqual([5, 64]);
    kept.dispose();
    await again.stop();
  });

  it.skipIf(isMissing)("changes its threads while there are no tensors, and refuses under living ones", async () => {
    await start(1);
    expect(product()).toBe(64);
    expect([(await start(2)).threads, product()]).toEqual([2, 64]);
    const kept = tf.tensor([5]);
    await expect(start(1)).rejects.toThrow(/2 thread\(s\) and holds 1 tensor\(s\)/u);
    expect([tf.getBackend(), kept.dataSync()[0], product()]).toEqual(["native", 5, 64]);
    kept.dispose();
  });

  it.skipIf(isMissing)("ends with WASM where that is replaced or stopped", async () => {
    await start(1);
    expect(product()).toBe(64);
    const wasm = await startBackend("wasm", { threads: 2 });
    expect([tf.getBackend(), tf.findBackendFactory("native"), product()]).toEqual(["wasm", null, 64]);
    const running = await start();
    expect([running.threads, product()]).toEqual([expect.any(Number), 64]);
    await wasm.stop();
    expect([tf.getBackend(), tf.findBackendFactory("native")]).toEqual([null, null]);
    await running.stop();
  });

  it.skipIf(isMissing)("survives that a program removes either name from TensorFlow.js", async () => {
    await start(1);
    const kept = tf.tensor([5]);
    tf.removeBackend("native");
    expect([tf.getBackend(), tf.getKernelsForBackend("native")]).toEqual([null, []]);
    await tf.setBackend("wasm");
    expect([kept.dataSync()[0], product()]).toEqual([5, 64]);
    kept.dispose();
    await start(1);
    expect([tf.getBackend(), product()]).toEqual(["native", 64]);
    tf.removeBackend("wasm");
    await start(1);
    expect([tf.getBackend(), product()]).toEqual(["native", 64]);
  });

  it.skipIf(isMissing)("takes tensors of other types, empty ones, and ones from another backend", async () => {
    await startBackend("cpu");
    const elsewhere = tf.ones([64, 64]);
    await start(1);
    const results = tf.tidy(() => [
      tf.matMul(elsewhere, elsewhere).dataSync()[9],
      tf.sum(tf.ones([128, 128], "bool")).arraySync(),
      tf.sum(tf.ones([128, 128], "int32"), 1).dataSync()[99],
      tf.add(tf.cast(tf.mul(tf.ones([128, 128]), 2 ** 30), "int32"), tf.ones([128, 1], "int32")).dataSync()[77],
      tf.mul(tf.ones([128, 128], "bool"), tf.mul(tf.ones([128]), 2.5)).dataSync()[77],
      tf.sum(tf.scalar(4)).arraySync(),
      tf.sum(tf.ones([64, 64]), []).shape,
    ]);
    expect(results).toEqual([64, 128 * 128, 128, 2 ** 30 + 1, 2.5, 4, [64, 64]]);
    const empty = tf.tidy(() => [
      tf.matMul(tf.zeros([0, 3]), tf.zeros([3, 2])).shape,
      tf.sum(tf.zeros([3, 0]), 1).shape,
      tf.add(tf.zeros([0, 4]), tf.zeros([4])).shape,
      tf.relu(tf.zeros([0])).shape,
    ]);
    expect(empty).toEqual([[0, 2], [3], [0, 4], [0]]);
    elsewhere.dispose();
  });

  it.skipIf(isMissing)("finds its tensors after the heap has grown", async () => {
    await start(1);
    const ones = tf.ones([64, 64]);
    expect(product()).toBe(64);
    // WASM starts with 16 MiB and grows by a fifth or by what is asked for.
    const large = Array.from({ length: 6 }, (_none, i) => tf.tidy(() => tf.mul(tf.ones([2 ** 20 * (i + 1)]), i)));
    expect(tf.tidy(() => tf.matMul(ones, ones).dataSync()[100])).toBe(64);
    expect(large.map((tensor) => tf.tidy(() => tf.mean(tensor).dataSync()[0]))).toEqual([0, 1, 2, 3, 4, 5]);
    tf.dispose([ones, ...large]);
  });
});

describe("startNative", () => {
  it("refuses where there is no Node", async () => {
    tf.env().set("IS_NODE", false);
    try {
      const start = startNative({ log });
      await expect(start).rejects.toThrow(BackendError);
      await expect(start).rejects.toThrow(/"native" needs Node; choose "webgpu", "webgl" or "wasm"/u);
    } finally {
      tf.env().set("IS_NODE", true);
    }
  });
});
