import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { _FusedMatMul, BatchMatMul, getKernel, type KernelConfig } from "@tensorflow/tfjs-core";
import "@tensorflow/tfjs-backend-webgl"; // in Node its kernels register themselves, though nothing can run them
import { describe, expect, it } from "vitest";
import { REDUCTIONS } from "../../src/webgl-kernels/padded-reduction.ts";
import { registerWebglTrainingKernels } from "../../src/webgl-kernels/register-webgl-training-kernels.ts";
import { repairedShader } from "../../src/webgl-kernels/repaired-shader.ts";
import { shaderRepairs } from "../../src/webgl-kernels/shader-repairs.ts";
import type { WebglBackend, WebglProgram } from "../../src/webgl-kernels/webgl-backend.ts";

const folder = dirname(createRequire(import.meta.url).resolve("@tensorflow/tfjs-backend-webgl"));
const textIn = (path: string): string =>
  readdirSync(join(folder, path))
    .filter((name) => name.endsWith(".js") && !name.startsWith("tf-backend"))
    .map((name) => readFileSync(join(folder, path, name), "utf8"))
    .join("\n");
const sources = textIn(".") + textIn("kernels");

/** A kernel that runs one program with the given text, and a backend that records what reaches the device. */
function fake(text: string, run: (program: WebglProgram) => void = () => {}) {
  const reached: string[] = [];
  const backend = {
    runWebGLProgram: (program: WebglProgram) => {
      reached.push(program.userCode);
      run(program);
      return { dataId: {}, shape: [], dtype: "float32" as const };
    },
  } as unknown as WebglBackend;
  const stock: KernelConfig = {
    kernelName: "Fake",
    backendName: "webgl",
    kernelFunc: ({ backend: own }) => (own as WebglBackend).runWebGLProgram({ userCode: text }, [], "float32"),
  };
  return { backend, stock, reached };
}

describe("repairedShader", () => {
  it("changes the program on its way to the device, every time the piece occurs", () => {
    const { backend, stock, reached } = fake("one two one");
    const { kernelFunc } = repairedShader(stock, [{ wrong: "one", right: "1" }]);
    kernelFunc({ inputs: {}, attrs: {}, backend });
    kernelFunc({ inputs: {}, attrs: {}, backend });
    expect(reached).toEqual(["1 two 1", "1 two 1"]);
  });

  it("leaves other kernels' programs alone, also after one that throws", () => {
    const { backend, stock, reached } = fake("one", ({ userCode }) => {
      if (userCode === "1") throw new Error("refused");
    });
    const { kernelFunc } = repairedShader(stock, [{ wrong: "one", right: "1" }]);
    expect(() => kernelFunc({ inputs: {}, attrs: {}, backend })).toThrow("refused");
    stock.kernelFunc({ inputs: {}, attrs: {}, backend });
    expect(reached).toEqual(["1", "one"]);
  });
});

describe("shaderRepairs", () => {
  const wrongs = [...new Set(Object.values(shaderRepairs).flatMap((repairs) => repairs.map(({ wrong }) => wrong)))];

  it.each(wrongs)("finds `%s` in the installed version of TensorFlow.js", (wrong) => {
    expect(sources).toContain(wrong);
  });
});

describe("registerWebglTrainingKernels", () => {
  const names = [...new Set([...Object.keys(shaderRepairs), ...REDUCTIONS, BatchMatMul, _FusedMatMul])];

  it("replaces every kernel once", () => {
    const stock = names.map((name) => getKernel(name, "webgl"));
    registerWebglTrainingKernels();
    const ours = names.map((name) => getKernel(name, "webgl"));
    registerWebglTrainingKernels();
    for (const [i, name] of names.entries()) {
      expect(ours[i]?.kernelFunc, `kernel ${name}`).not.toBe(stock[i]?.kernelFunc);
      expect(getKernel(name, "webgl"), `kernel ${name}`).toBe(ours[i]);
    }
  });
});
