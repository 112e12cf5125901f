import { availableParallelism } from "node:os";
import * as tf from "@tensorflow/tfjs-core";
import * as fc from "fast-check";
import { afterEach, describe, expect, it, vi } from "vitest";
import { BackendError, startBackend, type BackendName } from "../src/index.ts";

afterEach(() => {
  vi.unstubAllEnvs();
  if (tf.findBackendFactory("wasm") !== null) tf.removeBackend("wasm");
});

describe("startBackend", () => {
  it("takes the fastest that works and says which and why", async () => {
    // Where koffi and oneDNN are installed, native would be the fastest.
    vi.stubEnv("LIPSCHITZ_GAN_ONEDNN", "/nowhere/libdnnl.so");
    const lines: string[] = [];
    const backend = await startBackend("auto", { log: (line) => lines.push(line) });
    expect(backend.name).toBe("wasm");
    expect(backend.threads).toBe(Math.min(8, availableParallelism()));
    expect(backend.reason).toMatch(
      /^wasm \(WebAssembly, .*\): the fastest that works here; not node-gpu, node, native$/u,
    );
    expect(lines).toHaveLength(4);
    expect(lines[0]).toContain("@tensorflow/tfjs-node-gpu is not installed");
    expect(lines[1]).toContain("@tensorflow/tfjs-node is not installed");
    expect(lines[2]).toMatch(/koffi is not installed|no oneDNN that works here/u);
    expect(lines[3]).toBe(backend.reason);
    expect(tf.getBackend()).toBe("wasm");
    await backend.stop();
  });

  it("starts what is asked for", async () => {
    const cpu = await startBackend("cpu");
    expect([cpu.name, cpu.threads, cpu.reason, tf.getBackend()]).toEqual([
      "cpu",
      1,
      "cpu (plain JavaScript, one thread): asked for by name",
      "cpu",
    ]);
    const wasm = await startBackend("wasm", { threads: 2 });
    expect([wasm.name, wasm.threads, tf.getBackend()]).toEqual(["wasm", 2, "wasm"]);
    await cpu.stop();
    expect(tf.getBackend()).toBe("wasm");
    await wasm.stop();
  });

  it("completes WASM for training, to second order", async () => {
    const backend = await startBackend("wasm", { threads: 1 });
    const filterGradient = tf.tidy(() => {
      const x = tf.ones<tf.Rank.R4>([1, 3, 3, 1]);
      return tf
        .grad((w) => tf.conv2d(x, tf.reshape(w, [2, 2, 1, 1]), 1, "valid"))(tf.ones([2, 2]))
        .dataSync();
    });
    expect([...filterGradient]).toEqual([4, 4, 4, 4]);
    const x = 0.7;
    const second = tf.tidy(
      () =>
        tf
          .grad(tf.grad((t) => tf.tanh(t)))(tf.scalar(x))
          .dataSync()[0],
    );
    const tanh = Math.tanh(x);
    // A dozen float32 roundings of values below 2.
    expect(Math.abs(second! - -2 * tanh * (1 - tanh ** 2))).toBeLessThanOrEqual(24 * 2 ** -24);
    await backend.stop();
  });

  it("lets starts wait for each other: the last one asked for is what runs", async () => {
    const [first, last] = await Promise.all([
      startBackend("wasm", { threads: 2 }), // takes longer
      startBackend("wasm", { threads: 1 }),
    ]);
    expect([first.threads, last.threads]).toEqual([2, 1]);
    await first.stop(); // replaced already
    expect(tf.square(3).dataSync()[0]).toBe(9);
    expect(tf.getBackend()).toBe("wasm");
    await last.stop();
    expect(tf.getBackend()).not.toBe("wasm");
  });

  it("goes on after a start that failed", async () => {
    await expect(startBackend("webgl")).rejects.toThrow(BackendError);
    expect((await startBackend("cpu")).name).toBe("cpu");
  });

  it.each(["node", "node-gpu", "webgl"] as const)(
    "refuses %s where it is missing, by name and remedy",
    async (name) => {
      const start = startBackend(name);
      await expect(start).rejects.toMatchObject({ name: "BackendError", code: "ERR_BACKEND" });
      await expect(start).rejects.toThrow(/^startBackend: .*(?:not installed|not registered).*choose "wasm"$/u);
    },
  );

  it("refuses an unknown name with the known ones", async () => {
    const unknown: string = "cuda";
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what a program without types may pass
    await expect(startBackend(unknown as BackendName)).rejects.toThrow(
      new RangeError(
        'startBackend: backend must be one of auto, native, wasm, cpu, node-gpu, node, webgpu, webgl, received "cuda"',
      ),
    );
  });

  it("refuses threads that are not an integer >= 1, whatever the backend", async () => {
    const bad = fc.oneof(
      fc.double().filter((value) => !(Number.isInteger(value) && value >= 1)),
      fc.integer({ max: 0 }),
      fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY),
    );
    await fc.assert(
      fc.asyncProperty(bad, fc.constantFrom<BackendName>("auto", "wasm", "cpu"), async (threads, name) => {
        await expect(startBackend(name, { threads })).rejects.toThrow(RangeError);
      }),
    );
  });
});
