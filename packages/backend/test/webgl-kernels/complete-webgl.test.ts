import * as tf from "@tensorflow/tfjs-core";
import { MathBackendCPU } from "@tensorflow/tfjs-backend-cpu";
import "@tensorflow/tfjs-backend-webgl"; // its flags come with it
import { afterEach, describe, expect, it } from "vitest";
import { BackendError } from "../../src/index.ts";
import { startPage } from "../../src/backends/start-page.ts";

tf.env().set("PROD", true); // the plain backend advertises another one otherwise

const NAME = "ANGLE (NVIDIA, GeForce)";

/** TensorFlow.js' plain backend, with as much of a WebGL context as is asked for. */
function fakeWebgl(extension: { UNMASKED_RENDERER_WEBGL: number } | null = { UNMASKED_RENDERER_WEBGL: 1 }) {
  const listeners: (() => void)[] = [];
  const gl = {
    isLost: false,
    canvas: { addEventListener: (_: string, listener: () => void) => listeners.push(listener) },
    RENDERER: 2,
    isContextLost: () => gl.isLost,
    getExtension: () => extension,
    getParameter: (name: number) => (name === 1 ? NAME : "WebKit WebGL"),
  };
  const backend = Object.assign(new MathBackendCPU(), { runWebGLProgram: () => {}, gpgpu: { gl } });
  backend.floatPrecision = () => 16; // as TensorFlow.js' backend says
  backend.epsilon = () => (backend.floatPrecision() === 32 ? 1e-7 : 1e-4);
  const lose = (): void => {
    gl.isLost = true;
    for (const listener of listeners) listener();
  };
  return { backend, gl, lose, listeners };
}

function flags(values: Readonly<Record<string, number | boolean>>): void {
  for (const [name, value] of Object.entries(values)) tf.env().set(name, value);
}

const CAPABLE = { WEBGL_VERSION: 2, WEBGL_FORCE_F16_TEXTURES: false, WEBGL_RENDER_FLOAT32_ENABLED: true };

afterEach(() => {
  if (tf.findBackendFactory("webgl") !== null) tf.removeBackend("webgl");
});

describe("WebGL in a page", () => {
  it("names the device, where the browser tells it", async () => {
    flags(CAPABLE);
    tf.registerBackend("webgl", () => fakeWebgl().backend);
    expect((await startPage("webgl")).device).toBe(NAME);
    tf.removeBackend("webgl");
    tf.registerBackend("webgl", () => fakeWebgl(null).backend);
    expect((await startPage("webgl")).device).toBe("WebKit WebGL");
  });

  it("computes on the device, in single precision, and says so", async () => {
    flags({ ...CAPABLE, WEBGL_CPU_FORWARD: true });
    tf.registerBackend("webgl", () => fakeWebgl().backend);
    await startPage("webgl");
    expect(tf.env().getBool("WEBGL_CPU_FORWARD")).toBe(false);
    expect(tf.backend().epsilon()).toBe(1e-7);
  });

  it("lets nobody read after the browser has taken the device away", async () => {
    flags(CAPABLE);
    const { backend, gl, lose, listeners } = fakeWebgl();
    tf.registerBackend("webgl", () => backend);
    await startPage("webgl");
    await startPage("webgl"); // completes nothing twice
    expect(listeners).toHaveLength(1);
    const x = tf.tensor1d([1]);
    expect([...(await x.data())]).toEqual([1]);
    lose();
    gl.isLost = false; // the browser gives another device
    await expect(x.data()).rejects.toThrow(BackendError);
    await expect(x.data()).rejects.toThrow(/has taken the graphics device away.*; reload the page$/u);
    expect(() => x.dataSync()).toThrow(BackendError);
    x.dispose();
  });

  it("rejects a read that waits for a device that is taken away, which would wait for ever", async () => {
    flags(CAPABLE);
    const { backend, lose } = fakeWebgl();
    backend.read = () => new Promise(() => {});
    tf.registerBackend("webgl", () => backend);
    await startPage("webgl");
    const x = tf.tensor1d([1]);
    const values = x.data();
    lose();
    await expect(values).rejects.toThrow(/has taken the graphics device away/u);
    x.dispose();
  });

  it.each([
    [{ WEBGL_VERSION: 0 }, /needs WebGL 2 on a graphics processor, received none; .*choose "wasm"$/u],
    [{ WEBGL_VERSION: 1 }, /needs WebGL 2 on a graphics processor, received WebGL 1; .*choose "wasm"$/u],
    [{ WEBGL_RENDER_FLOAT32_ENABLED: false }, /this device has half precision only; choose "webgpu" or "wasm"$/u],
    [
      { WEBGL_RENDER_FLOAT32_ENABLED: false, WEBGL_FORCE_F16_TEXTURES: true },
      /the flag WEBGL_FORCE_F16_TEXTURES asks for half precision; choose/u,
    ],
  ])("refuses %o, and leaves the backend that runs as it is", async (lacking, message) => {
    flags({ ...CAPABLE, ...lacking });
    await tf.setBackend("cpu");
    tf.registerBackend("webgl", () => fakeWebgl().backend);
    await expect(startPage("webgl")).rejects.toThrow(BackendError);
    await expect(startPage("webgl")).rejects.toThrow(message);
    expect(tf.getBackend()).toBe("cpu");
  });
});
