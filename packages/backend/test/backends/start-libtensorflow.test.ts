import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";
import util from "node:util";
import * as tf from "@tensorflow/tfjs-core";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { BackendError } from "../../src/backends/backend-error.ts";
import { repairUtil } from "../../src/libtensorflow/repair-util.ts";
import { startLibtensorflow } from "../../src/backends/start-libtensorflow.ts";

/** The real packages cannot be installed here; these register the same name with the same two fields. */
const CORE = createRequire(import.meta.url).resolve("@tensorflow/tfjs-core");
const backendSource = (isGPUPackage: boolean, isUsingGpuDevice: boolean): string => `
  const tf = require(${JSON.stringify(CORE)});
  if (!require("util").isNullOrUndefined(null)) throw new Error("null is something");
  class FakeBackend extends tf.KernelBackend {
    binding = { TF_Version: "2.9.1" };
    isGPUPackage = ${isGPUPackage};
    isUsingGpuDevice = ${isUsingGpuDevice};
    dispose() {}
  }
  tf.registerBackend("tensorflow", () => new FakeBackend(), 3);
`;

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "native-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
  if (tf.findBackendFactory("tensorflow") !== null) tf.removeBackend("tensorflow");
});

function install(name: string, source: string): void {
  const home = path.join(folder, "node_modules/@tensorflow", name);
  mkdirSync(home, { recursive: true });
  writeFileSync(
    path.join(home, "package.json"),
    JSON.stringify({ name: `@tensorflow/${name}`, main: "index.js", version: "4.22.0" }),
  );
  writeFileSync(path.join(home, "index.js"), source);
}

const loader = (): NodeJS.Require => createRequire(path.join(folder, "any.js"));

describe("startLibtensorflow", () => {
  it("loads an installed package and makes it the backend", async () => {
    install("tfjs-node", backendSource(false, false));
    const running = await startLibtensorflow("node", { load: loader() });
    expect(tf.getBackend()).toBe("tensorflow");
    expect(running.detail).toBe("tfjs-node 4.22.0, libtensorflow 2.9.1, on the processor");
    expect(running.device).toBeUndefined();
    expect(running.threads).toBeGreaterThanOrEqual(1);
  });

  it("tells the versions of the package and of libtensorflow, and the GPU's name", async () => {
    install("tfjs-node-gpu", backendSource(true, true));
    const running = await startLibtensorflow("node-gpu", {
      load: loader(),
      gpuNames: () => ["NVIDIA A100-SXM4-40GB", "NVIDIA A100-SXM4-40GB"],
    });
    expect(running.version).toBe("tfjs-node-gpu 4.22.0, libtensorflow 2.9.1");
    expect(running.device).toBe("NVIDIA A100-SXM4-40GB");
    expect(running.detail).toBe("tfjs-node-gpu 4.22.0, libtensorflow 2.9.1, on NVIDIA A100-SXM4-40GB");
  });

  it("says what the GPU package lacks where it runs on the processor", async () => {
    install("tfjs-node-gpu", backendSource(true, false));
    const running = await startLibtensorflow("node-gpu", { load: loader(), gpuNames: () => ["NVIDIA T4"] });
    expect(running.device).toBeUndefined();
    expect(running.detail).toMatch(
      /on the processor, as it found no CUDA device: it needs .*CUDA 11\.2 and cuDNN 8\.1/u,
    );
  });

  it("gives back util.isNullOrUndefined, which Node 23 removed, before loading", async () => {
    const own = Object.getOwnPropertyDescriptor(util, "isNullOrUndefined");
    const ownIsArray = Object.getOwnPropertyDescriptor(util, "isArray");
    Reflect.deleteProperty(util, "isNullOrUndefined");
    try {
      install("tfjs-node", backendSource(false, false));
      await startLibtensorflow("node", { load: loader() });
      expect(tf.getBackend()).toBe("tensorflow");
      const { isNullOrUndefined }: { isNullOrUndefined?: (value: unknown) => boolean } = util;
      expect([undefined, 0, ""].map((value) => isNullOrUndefined?.(value))).toEqual([true, false, false]);
      Reflect.deleteProperty(util, "isArray");
      repairUtil();
      expect([[], "a", { length: 0 }].map((value) => util.isArray(value))).toEqual([true, false, false]);
    } finally {
      if (ownIsArray !== undefined) Object.defineProperty(util, "isArray", ownIsArray);
      if (own !== undefined) Object.defineProperty(util, "isNullOrUndefined", own);
    }
  });

  it("refuses a package that is not installed, with the command that installs it", async () => {
    const start = startLibtensorflow("node-gpu", { load: loader() });
    await expect(start).rejects.toThrow(BackendError);
    await expect(start).rejects.toThrow(
      /tfjs-node-gpu is not installed; run "npm install @tensorflow\/tfjs-node-gpu@4/u,
    );
  });

  it("refuses a package that cannot be loaded, with the first line of its reason and what helps", async () => {
    install("tfjs-node", `throw new Error("libtensorflow.so.2: cannot open shared object file: No such file\\nmore");`);
    const start = startLibtensorflow("node", { load: loader() });
    await expect(start).rejects.toThrow(BackendError);
    await expect(start).rejects.toThrow(
      `startBackend: @tensorflow/tfjs-node is installed but cannot be loaded (libtensorflow.so.2: cannot open shared ` +
        `object file: No such file); libtensorflow, which its install script downloads, is missing; run "npm rebuild ` +
        `@tensorflow/tfjs-node" where storage.googleapis.com can be reached and install scripts are allowed, or choose "wasm"`,
    );
  });

  it("says to reinstall where the reason is not known", async () => {
    install("tfjs-node", `throw new Error("what is this");`);
    await expect(startLibtensorflow("node", { load: loader() })).rejects.toThrow(
      `cannot be loaded (what is this); reinstall it for this Node ${process.version}, or choose "wasm"`,
    );
  });

  it("leaves no kernels of a package that could not be loaded, which the other one would meet", async () => {
    const fails = backendSource(false, false).replace(
      "class",
      'tf.registerKernel({ kernelName: "Abs", backendName: "tensorflow", kernelFunc() {} }); throw new Error("no binding"); class',
    );
    install("tfjs-node-gpu", fails);
    await expect(startLibtensorflow("node-gpu", { load: loader() })).rejects.toThrow(/no binding/u);
    expect(tf.getKernelsForBackend("tensorflow")).toEqual([]);
  });

  it("tells a package that lacks a dependency of its own from a missing one", async () => {
    install("tfjs-node", `require("@mapbox/no-such-package");`);
    await expect(startLibtensorflow("node", { load: loader() })).rejects.toThrow(
      /is installed but cannot be loaded \(Cannot find module/u,
    );
  });

  it("refuses a package that registered with another copy of TensorFlow.js", async () => {
    install("tfjs-node", "module.exports = {};");
    await expect(startLibtensorflow("node", { load: loader() })).rejects.toThrow(/registered nothing with this copy/u);
  });

  it("refuses one native package where the other already runs", async () => {
    install("tfjs-node", backendSource(false, false));
    await startLibtensorflow("node", { load: loader() });
    await expect(startLibtensorflow("node-gpu", { load: loader() })).rejects.toThrow(
      /already runs @tensorflow\/tfjs-node, and both/u,
    );
  });
});
