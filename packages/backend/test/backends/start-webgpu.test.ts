import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";
import { MathBackendCPU } from "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { BackendError } from "../../src/backends/backend-error.ts";
import { startWebgpu } from "../../src/backends/start-webgpu.ts";
import { startBackend } from "../../src/index.ts";
import type { GpuDevice } from "../../src/webgpu/gpu-types.ts";
import { hasGpu, NEEDS_GPU } from "../webgpu/support/software-gpu.ts";

const available = await hasGpu();

const KERNELS = createRequire(import.meta.url).resolve("@tensorflow/tfjs-backend-webgpu");
const TFJS = "@tensorflow/tfjs-backend-webgpu";

/** A package `webgpu` whose only adapter is this JavaScript expression. */
const dawn = (adapter: string): string =>
  `module.exports = { globals: {}, create: () => ({ requestAdapter: async () => (${adapter}) }) };`;

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "webgpu-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
  if (tf.findBackendFactory("webgpu") !== null) tf.removeBackend("webgpu");
});

function install(packages: Readonly<Record<string, string>>): NodeJS.Require {
  for (const [name, source] of Object.entries(packages)) {
    const home = path.join(folder, "node_modules", name);
    mkdirSync(home, { recursive: true });
    writeFileSync(path.join(home, "package.json"), JSON.stringify({ name, main: "index.js" }));
    writeFileSync(path.join(home, "index.js"), source);
  }
  return createRequire(path.join(folder, "any.js"));
}

const REAL_KERNELS = `module.exports = require(${JSON.stringify(KERNELS)});`;
const STINGY_ADAPTER = `{
  info: { vendor: "nvidia", architecture: "ampere" }, features: new Set(), limits: {},
  requestDevice: async () => { throw new Error("out of memory\\nmore"); },
}`;

describe("startWebgpu without a graphics processor", () => {
  it("takes what the program has registered, and loads nothing", async () => {
    tf.registerBackend("webgpu", () => new MathBackendCPU());
    const running = await startWebgpu(install({}));
    expect(tf.getBackend()).toBe("webgpu");
    expect(running.detail).toBe("registered by the page");
  });

  it.each([
    [
      "no package webgpu",
      {},
      'startBackend: webgpu is not installed; run "npm install webgpu@^0.6.2", or choose "wasm"',
    ],
    [
      "no package with the kernels",
      { webgpu: dawn("null") },
      `startBackend: ${TFJS} is not installed; run "npm install ${TFJS}@${tf.version_core}", or choose "wasm"`,
    ],
    [
      "a package that cannot be loaded",
      { webgpu: 'throw new Error("dawn.node: cannot open shared object file\\nmore");' },
      "startBackend: webgpu is installed but cannot be loaded (dawn.node: cannot open shared object file); " +
        `reinstall it for this Node ${process.version}, or choose "wasm"`,
    ],
    [
      "another package of that name",
      { webgpu: "module.exports = { create: 1 };" },
      'startBackend: webgpu is installed but is not WebGPU for Node; run "npm install webgpu@^0.6.2", or choose "wasm"',
    ],
    [
      "kernels that registered with another copy of TensorFlow.js",
      { webgpu: dawn("null"), [TFJS]: "exports.WebGPUBackend = class {};" },
      `startBackend: ${TFJS} was loaded but registered nothing with this copy of @tensorflow/tfjs-core ` +
        `(${tf.version_core}); install the package in the same version, so that npm keeps one copy`,
    ],
    [
      "no adapter",
      { webgpu: dawn("null"), [TFJS]: REAL_KERNELS },
      "startBackend: webgpu found no graphics processor with a Vulkan, Metal or Direct3D 12 driver; install its driver " +
        '(under Linux also the Vulkan loader, "libvulkan1"), or choose "wasm"',
    ],
    [
      "an adapter that gives no device",
      { webgpu: dawn(STINGY_ADAPTER), [TFJS]: REAL_KERNELS },
      "startBackend: nvidia ampere gives webgpu no device (out of memory); end other programs that use it, " +
        'or choose "wasm"',
    ],
  ])("refuses %s in one line, with the reason and the remedy", async (_what, packages, message) => {
    await expect(startWebgpu(install(packages))).rejects.toThrow(new BackendError(message));
    expect(tf.findBackendFactory("webgpu")).toBeNull();
  });
});

describe("startBackend with a graphics processor", () => {
  it.skipIf(!available)(`computes on it and names it ${NEEDS_GPU}`, async () => {
    const backend = await startBackend("webgpu");
    expect([backend.name, backend.threads, tf.getBackend()]).toEqual(["webgpu", 1, "webgpu"]);
    expect(backend.device).toMatch(/\w/u);
    expect(backend.reason).toBe(`webgpu (Dawn in Node, ${backend.device}): asked for by name`);
    const product = tf.tidy(() => tf.matMul(tf.ones([16, 16]), tf.ones([16, 16])));
    expect([...(await product.data())]).toEqual(Array.from({ length: 256 }, () => 16));
    product.dispose();
    await backend.stop();
  });

  it.skipIf(!available)(
    `leaves no navigator behind, and the rounding of the device to small tensors ${NEEDS_GPU}`,
    async () => {
      const before = Object.getOwnPropertyDescriptor(globalThis, "navigator");
      const backend = await startBackend("webgpu");
      expect(Object.getOwnPropertyDescriptor(globalThis, "navigator")).toEqual(before);
      expect(tf.env().getBool("WEBGPU_CPU_FORWARD")).toBe(false);
      await backend.stop();
    },
  );

  it.skipIf(!available)(`says that a tensor cannot be read at once ${NEEDS_GPU}`, async () => {
    const backend = await startBackend("webgpu");
    const square = tf.tidy(() => tf.square(tf.tensor1d([1, 2, 3])));
    expect(() => square.dataSync()).toThrow(BackendError);
    expect(() => square.dataSync()).toThrow(/use "await tensor\.data\(\)"$/u);
    expect([...(await square.data())]).toEqual([1, 4, 9]);
    expect([...square.dataSync()]).toEqual([1, 4, 9]); // what was read once is kept
    square.dispose();
    await backend.stop();
  });

  it.skipIf(!available)(`gives at once what the host knows, also after it has been used ${NEEDS_GPU}`, async () => {
    const backend = await startBackend("webgpu");
    const given = tf.variable(tf.tensor1d([1, 2, 3]));
    tf.tidy(() => tf.square(given));
    expect([...given.dataSync()]).toEqual([1, 2, 3]);
    tf.tidy(() => given.assign(tf.square(given)));
    expect(() => given.dataSync()).toThrow(BackendError); // what it is now the device alone knows
    const large = tf.tensor1d(new Float32Array(2 ** 18 + 1)); // more than a mebibyte, which is not kept twice
    tf.tidy(() => tf.square(large));
    expect(() => large.dataSync()).toThrow(BackendError);
    tf.dispose([given, large]);
    await backend.stop();
  });

  it.skipIf(!available)(`gives back no result after the device refused an operation ${NEEDS_GPU}`, async () => {
    const backend = await startBackend("webgpu");
    // 2^46 bytes, more than any device gives; broadcasting makes it without an array in JavaScript.
    const huge = tf.tidy(() => tf.broadcastTo(tf.ones([1, 1]), [2 ** 22, 2 ** 22]));
    huge.dispose();
    const square = tf.tidy(() => tf.square(tf.tensor1d([1, 2, 3])));
    await expect(square.data()).rejects.toThrow(/^webgpu: the device refused an operation \(.*\), and results since/u);
    square.dispose();
    await backend.stop();
    const fresh = await startBackend("webgpu");
    const again = tf.tidy(() => tf.square(tf.tensor1d([1, 2, 3])));
    expect([...(await again.data())]).toEqual([1, 4, 9]);
    again.dispose();
    await fresh.stop();
  });

  it.skipIf(!available)(`finds the running backend again, with its tensors ${NEEDS_GPU}`, async () => {
    const one = await startBackend("webgpu");
    const kept = tf.tidy(() => tf.square(tf.tensor1d([3])));
    await startBackend("cpu");
    const other = await startBackend("webgpu");
    expect([other.reason, other.device]).toEqual([one.reason, one.device]);
    expect([...(await kept.data())]).toEqual([9]);
    kept.dispose();
    await one.stop();
    await other.stop(); // stopped already
    expect(tf.findBackendFactory("webgpu")).toBeNull();
  });

  it.skipIf(!available)(`starts anew after the driver took the device away ${NEEDS_GPU}`, async () => {
    const lost = await startBackend("webgpu");
    const backend: tf.KernelBackend & { device?: GpuDevice } = tf.engine().backend;
    backend.device?.destroy(); // to the backend the same as a driver that fails
    await backend.device?.lost;
    const fresh = await startBackend("webgpu");
    const square = tf.tidy(() => tf.square(tf.tensor1d([1, 2, 3])));
    expect([...(await square.data())]).toEqual([1, 4, 9]);
    square.dispose();
    await lost.stop(); // replaced already
    expect(tf.getBackend()).toBe("webgpu");
    await fresh.stop();
  });
});
