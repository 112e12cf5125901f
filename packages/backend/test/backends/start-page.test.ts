import { MathBackendCPU } from "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import { describe, expect, it } from "vitest";
import { BackendError } from "../../src/backends/backend-error.ts";
import { startPage } from "../../src/backends/start-page.ts";

tf.env().set("PROD", true); // the plain backend advertises another one otherwise

describe("startPage", () => {
  it("starts what the page has registered, also where it starts asynchronously", async () => {
    tf.registerBackend("webgpu", async () => new MathBackendCPU());
    const running = await startPage("webgpu");
    expect(tf.getBackend()).toBe("webgpu");
    expect(running.detail).toBe("registered by the page");
    expect(running.device).toBeUndefined();
    tf.removeBackend("webgpu");
  });

  it("names the graphics processor where the page's backend knows it", async () => {
    const adapterInfo = { vendor: "nvidia", architecture: "ampere", intelGPUGeneration: 0 };
    tf.registerBackend("webgpu", () => Object.assign(new MathBackendCPU(), { adapterInfo }));
    const running = await startPage("webgpu");
    expect(running.device).toBe("nvidia ampere");
    expect(running.detail).toBe("registered by the page, nvidia ampere");
    tf.removeBackend("webgpu");
  });

  it.each([
    ["refuses an operation", /refused an operation \(no memory\)/u],
    ["is taken away", /has taken the device away \(driver\)/u],
  ])("lets nobody read after a WebGPU device %s", async (what, message) => {
    const listeners: ((event: { error: { message: string } }) => void)[] = [];
    let lose: ((info: { message: string }) => void) | undefined;
    const device = {
      lost: new Promise<{ message: string }>((resolve) => {
        lose = resolve;
      }),
      addEventListener: (_: string, listener: (typeof listeners)[number]) => listeners.push(listener),
    };
    tf.registerBackend("webgpu", () => Object.assign(new MathBackendCPU(), { device }));
    await startPage("webgpu");
    await startPage("webgpu"); // watches it once
    expect(listeners).toHaveLength(1);
    const x = tf.tensor1d([1]);
    expect([...(await x.data())]).toEqual([1]);
    if (what === "is taken away") lose?.({ message: "driver" });
    else listeners[0]?.({ error: { message: "no memory" } });
    await expect(x.data()).rejects.toThrow(message);
    expect(() => x.dataSync()).toThrow(BackendError);
    x.dispose();
    tf.removeBackend("webgpu");
  });

  it("refuses one that nobody has registered, and says what to do", async () => {
    await expect(startPage("webgl")).rejects.toThrow(BackendError);
    await expect(startPage("webgl")).rejects.toThrow(/import "@tensorflow\/tfjs-backend-webgl"/u);
  });

  it("refuses one that does not start", async () => {
    tf.env().set("IS_TEST", true); // TensorFlow.js prints the reason otherwise
    tf.registerBackend("webgpu", () => {
      throw new Error("no adapter");
    });
    await expect(startPage("webgpu")).rejects.toThrow(/is registered but did not start/u);
    tf.removeBackend("webgpu");
    tf.env().set("IS_TEST", false);
  });
});
