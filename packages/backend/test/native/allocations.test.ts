import { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { startWasm } from "../../src/backends/start-wasm.ts";
import { Allocations } from "../../src/native/allocations.ts";

let backend: BackendWasm;

beforeAll(async () => {
  await startWasm({ threads: 1, log: () => {} });
  const running = tf.backend();
  if (!(running instanceof BackendWasm)) throw new Error("WASM does not run");
  backend = running;
});

describe("Allocations", () => {
  it("shows kernels the backend itself: what they make is there for all", () => {
    const { view } = new Allocations(backend);
    expect(view).toBeInstanceOf(BackendWasm);
    const before = backend.numDataIds();
    const info = view.makeOutput([2], "float32", undefined, new Float32Array([3, 4]));
    const other = backend.makeOutput([1], "float32");
    const written = view.write(new Float32Array([5]), [1], "float32");
    const last = backend.write(new Float32Array([6]), [1], "float32");
    const all = [info.dataId, other.dataId, written, last];
    expect(backend.numDataIds()).toBe(before + 4);
    // WebAssembly knows tensors by numbers, none of which may be given twice.
    const numbers = all.map(
      (dataId) => (backend as unknown as { dataIdMap: WeakMap<object, { id: number }> }).dataIdMap.get(dataId)?.id,
    );
    expect(new Set(numbers).size).toBe(4);
    expect([...(backend.readSync(info.dataId) as Float32Array)]).toEqual([3, 4]);
    for (const dataId of all) view.disposeData(dataId);
    expect(backend.numDataIds()).toBe(before);
  });

  it("frees what a kernel made that throws, and nothing else", () => {
    const allocations = new Allocations(backend);
    const before = backend.numDataIds();
    const kept = allocations.during(() => allocations.view.makeOutput([5], "float32"));
    const failing = (): never =>
      allocations.during(() => {
        allocations.during(() => allocations.view.makeOutput([7], "float32"));
        backend.disposeData(allocations.view.makeOutput([6], "float32").dataId);
        throw new Error("cannot");
      });
    expect(failing).toThrow("cannot");
    expect(backend.numDataIds()).toBe(before + 1);
    backend.disposeData(kept.dataId);
    expect(backend.numDataIds()).toBe(before);
  });
});
