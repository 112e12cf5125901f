import * as tf from "@tensorflow/tfjs-core";
import { afterEach, describe, expect, it } from "vitest";
import { BackendError } from "../../src/backends/backend-error.ts";
import { startWasm } from "../../src/backends/start-wasm.ts";

const log = (): void => {};
const noThreads = (): Promise<never> => Promise.reject(new Error("no worker for you\nat line 1"));

afterEach(() => {
  if (tf.findBackendFactory("wasm") !== null) tf.removeBackend("wasm");
});

describe("startWasm", () => {
  it("runs as many threads as asked for, and more than there are cores if asked", async () => {
    for (const threads of [1, 2, 3]) {
      // oxlint-disable-next-line no-await-in-loop -- one engine, one start after the other
      const running = await startWasm({ threads, log });
      expect(running.threads).toBe(threads);
      expect(tf.square(3).dataSync()[0]).toBe(9);
      // oxlint-disable-next-line no-await-in-loop
      await running.stop();
    }
  });

  it("takes at most eight threads and says so", async () => {
    const lines: string[] = [];
    const running = await startWasm({ threads: 12, log: (line) => lines.push(line) });
    expect(running.threads).toBe(8);
    expect(lines).toEqual(["wasm: takes at most 8 threads, not 12"]);
    await running.stop();
  });

  it("goes on with one thread and one log line where threads cannot start", async () => {
    const lines: string[] = [];
    const running = await startWasm({ threads: 2, log: (line) => lines.push(line), startThreads: noThreads });
    expect(running.threads).toBe(1);
    expect(running.detail).toBe("WebAssembly, one thread");
    expect(lines).toEqual(["wasm: threads cannot start here (no worker for you); going on with one"]);
    expect(tf.square(3).dataSync()[0]).toBe(9);
  });

  it("finds the running backend again, also after a fall-back, and its tensors live on", async () => {
    await startWasm({ threads: 2, log, startThreads: noThreads });
    const kept = tf.tensor([5]);
    expect((await startWasm({ threads: 2, log })).threads).toBe(1);
    expect(kept.dataSync()[0]).toBe(5);
    kept.dispose();
  });

  it("keeps a backend that holds tensors where no number of threads is asked for", async () => {
    await startWasm({ threads: 1, log });
    const kept = tf.tensor([5]);
    expect((await startWasm({ log })).threads).toBe(1);
    expect(kept.dataSync()[0]).toBe(5);
    kept.dispose();
  });

  it("changes the number of threads while there are no tensors", async () => {
    await startWasm({ threads: 1, log });
    const running = await startWasm({ threads: 2, log });
    expect(running.threads).toBe(2);
    expect(tf.square(3).dataSync()[0]).toBe(9);
    await running.stop();
  });

  it("refuses to change the number of threads under living tensors, and keeps them", async () => {
    await startWasm({ threads: 1, log });
    const kept = tf.tensor([5]);
    const start = startWasm({ threads: 2, log });
    await expect(start).rejects.toThrow(BackendError);
    await expect(start).rejects.toThrow(
      /1 thread\(s\) and holds 1 tensor\(s\), which another number of threads \(2\)/u,
    );
    expect(kept.dataSync()[0]).toBe(5);
    kept.dispose();
  });

  it("stops once, and a stale stop leaves a later backend alone", async () => {
    const first = await startWasm({ threads: 2, log });
    await first.stop();
    expect(tf.engine().registry).not.toHaveProperty("wasm");
    const second = await startWasm({ threads: 1, log });
    await first.stop();
    expect(tf.square(3).dataSync()[0]).toBe(9);
    await second.stop();
    await second.stop();
    expect(tf.engine().registry).not.toHaveProperty("wasm");
  });

  it("leaves a stopped backend's name to tf.setBackend, and knows what that starts", async () => {
    await (await startWasm({ threads: 2, log })).stop();
    await tf.setBackend("wasm");
    const kept = tf.tensor([5]);
    expect((await startWasm({ threads: 1, log })).threads).toBe(1);
    expect(tf.square(kept).dataSync()[0]).toBe(25);
    kept.dispose();
  });
});
