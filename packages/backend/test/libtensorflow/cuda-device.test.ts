import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { cudaDevice, nvidiaNames } from "../../src/libtensorflow/cuda-device.ts";

describe("cudaDevice", () => {
  it("is the only name, or all that it could be, or says that it is not known", () => {
    expect(cudaDevice(["NVIDIA T4", "NVIDIA T4"])).toBe("NVIDIA T4");
    expect(cudaDevice(["NVIDIA T4", "NVIDIA A10"])).toBe("one of NVIDIA T4, NVIDIA A10");
    expect(cudaDevice([])).toBe("a CUDA device whose name is not known");
  });
});

describe("nvidiaNames", () => {
  let folder = "";
  const own = process.env["PATH"];
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), "nvidia-"));
    process.env["PATH"] = folder;
  });
  afterEach(() => {
    process.env["PATH"] = own;
    rmSync(folder, { recursive: true });
  });

  const tool = (body: string): void => {
    writeFileSync(path.join(folder, "nvidia-smi"), `#!/bin/sh\n${body}\n`);
    chmodSync(path.join(folder, "nvidia-smi"), 0o755);
  };

  it.skipIf(process.platform === "win32")("reads a name a line from the driver's tool", () => {
    tool('[ "$1" = --query-gpu=name ] && printf "NVIDIA H100 80GB HBM3\\nNVIDIA T4\\n"');
    expect(nvidiaNames()).toEqual(["NVIDIA H100 80GB HBM3", "NVIDIA T4"]);
  });

  it("knows none where the tool is missing", () => {
    expect(nvidiaNames()).toEqual([]);
  });

  it.skipIf(process.platform === "win32")("knows none where the tool fails, whatever it prints", () => {
    tool('echo "NVIDIA-SMI has failed because it could not communicate with the NVIDIA driver."; exit 9');
    expect(nvidiaNames()).toEqual([]);
  });
});
