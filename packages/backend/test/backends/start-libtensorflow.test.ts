import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";
import util from "node:util";
import * as tf from "@tensorflow/tfjs-core";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { BackendError } from "../../src/backends/backend-error.ts";
import { startLibtensorflow } from "../../src/backends/start-libtensorflow.ts";

/** The real packages cannot be installed here; these register the same name with the same two fields. */
const CORE = createRequire(import.meta.url).resolve("@tensorflow/tfjs-core");
const backendSource = (isGPUPackage: boolean, isUsingGpuDevice: boolean): string => `
  const tf = require(${JSON.stringify(CORE)});
  if (!require("util").isNullOrUndefined(null)) throw new Error("null is something");
  class FakeBackend extends tf.KernelBackend {
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
  writeFileSync(path.join(home, "package.json"), JSON.stringify({ name: `@tensorflow/${name}`, main: "index.js" }));
  writeFileSync(path.join(home, "index.js"), source);
}

const loader = (): NodeJS.Require => createRequire(path.join(folder, "any.js"));

describe("startLibtensorflow", () => {
  it("loads an installed package and makes it the backend", async () => {
    install("tfjs-node", backendSource(false, false));
    const running = await startLibtensorflow("node", loader());
    expect(tf.getBackend()).toBe("tensorflow");
    expect(running.detail).toBe("@tensorflow/tfjs-node, on the processor");
    expect(running.device).toBeUndefined();
    expect(running.threads).toBeGreaterThanOrEqual(1);
  });

  it("says whether the GPU package found a GPU", async () => {
    install("tfjs-node-gpu", backendSource(true, true));
    const running = await startLibtensorflow("node-gpu", loader());
    expect(running.detail).toBe("@tensorflow/tfjs-node-gpu, on a GPU");
    expect(running.device).toBe("a GPU that @tensorflow/tfjs-node-gpu does not name");
    tf.removeBackend("tensorflow");
    rmSync(path.join(folder, "node_modules"), { recursive: true });
    install("tfjs-node-gpu", backendSource(true, false));
    const loadAgain = loader();
    delete loadAgain.cache[loadAgain.resolve("@tensorflow/tfjs-node-gpu")];
    expect((await startLibtensorflow("node-gpu", loadAgain)).detail).toBe("@tensorflow/tfjs-node-gpu, on the processor");
  });

  it("gives back util.isNullOrUndefined, which Node 23 removed, before loading", async () => {
    const own = Object.getOwnPropertyDescriptor(util, "isNullOrUndefined");
    Reflect.deleteProperty(util, "isNullOrUndefined");
    try {
      install("tfjs-node", backendSource(false, false));
      await startLibtensorflow("node", loader());
      expect(tf.getBackend()).toBe("tensorflow");
      const { isNullOrUndefined }: { isNullOrUndefined?: (value: unknown) => boolean } = util;
      expect([undefined, 0, ""].map((value) => isNullOrUndefined?.(value))).toEqual([true, false, false]);
    } finally {
      if (own !== undefined) Object.defineProperty(util, "isNullOrUndefined", own);
    }
  });

  it("refuses a package that is not installed, with the command that installs it", async () => {
    const start = startLibtensorflow("node-gpu", loader());
    await expect(start).rejects.toThrow(BackendError);
    await expect(start).rejects.toThrow(
      /tfjs-node-gpu is not installed; run "npm install @tensorflow\/tfjs-node-gpu@4/u,
    );
  });

  it("refuses a package that cannot be loaded, with the first line of its reason", async () => {
    install("tfjs-node", `throw new Error("libtensorflow.so.2: cannot open shared object file\\nmore");`);
    const start = startLibtensorflow("node", loader());
    await expect(start).rejects.toThrow(BackendError);
    await expect(start).rejects.toThrow(
      `startBackend: @tensorflow/tfjs-node is installed but cannot be loaded (libtensorflow.so.2: cannot open shared ` +
        `object file); reinstall it for this Node ${process.version}, or choose "wasm"`,
    );
  });

  it("tells a package that lacks a dependency of its own from a missing one", async () => {
    install("tfjs-node", `require("@mapbox/no-such-package");`);
    await expect(startLibtensorflow("node", loader())).rejects.toThrow(
      /is installed but cannot be loaded \(Cannot find module/u,
    );
  });

  it("refuses a package that registered with another copy of TensorFlow.js", async () => {
    install("tfjs-node", "module.exports = {};");
    await expect(startLibtensorflow("node", loader())).rejects.toThrow(/registered nothing with this copy/u);
  });

  it("refuses one native package where the other already runs", async () => {
    install("tfjs-node", backendSource(false, false));
    await startLibtensorflow("node", loader());
    await expect(startLibtensorflow("node-gpu", loader())).rejects.toThrow(/already runs @tensorflow\/tfjs-node, and both/u);
  });
});
