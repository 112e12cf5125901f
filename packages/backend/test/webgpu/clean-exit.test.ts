import { describe, expect, it } from "vitest";
import { script } from "../support/script-process.ts";
import { gpuEnvironment, hasGpu, NEEDS_GPU } from "./support/software-gpu.ts";

const available = await hasGpu();

const START = `const backend = await startBackend("webgpu");`;
const WORK = `
  const work = async () => {
    const product = tf.tidy(() => tf.matMul(tf.ones([64, 64]), tf.ones([64, 64])));
    print((await product.data())[0]);
    product.dispose();
  };
  await work();`;
// Collecting the object that Dawn hands out is what crashes a process, so it must be tried.
const COLLECT = `globalThis.gc(); await new Promise((done) => setTimeout(done, 20)); globalThis.gc();`;

const options = { flags: ["--expose-gc"], env: gpuEnvironment };

describe("a process with WebGPU", () => {
  it.skipIf(!available)(`ends by itself, without stop() ${NEEDS_GPU}`, async () => {
    expect((await script(`${START} ${WORK}`, options)).stdout).toBe("64\n");
  });

  it.skipIf(!available)(`computes on after garbage has been collected ${NEEDS_GPU}`, async () => {
    const body = `${START} ${COLLECT} ${WORK} ${COLLECT} await work(); await backend.stop(); ${COLLECT}`;
    expect((await script(body, options)).stdout).toBe("64\n64\n");
  });

  it.skipIf(!available)(`starts again after stop(), any number of times, and ends ${NEEDS_GPU}`, async () => {
    const again = `
      for (let i = 0; i < 3; i += 1) {
        await backend.stop();
        print(tf.getBackend());
        backend = await startBackend("webgpu");
        await work();
      }`;
    const body = `${START.replace("const", "let")} ${WORK} ${again}`;
    expect((await script(body, options)).stdout).toBe("64\nnull\n64\nnull\n64\nnull\n64\n");
  });

  it.skipIf(!available)(`ends by process.exit() while a result is on its way ${NEEDS_GPU}`, async () => {
    const body = `${START} ${WORK} void tf.square(tf.ones([64, 64])).data(); process.exit(0);`;
    expect((await script(body, options)).stdout).toBe("64\n");
  });

  it.skipIf(!available)(`gives a result that is on its way before it ends ${NEEDS_GPU}`, async () => {
    const body = `${START} void tf.square(tf.ones([64, 64])).data().then((values) => print(values[0]));`;
    expect((await script(body, options)).stdout).toBe("1\n");
  });

  it.skipIf(!available)(`still dies of an uncaught error, with its message ${NEEDS_GPU}`, async () => {
    const body = `${START} ${WORK} setTimeout(() => { throw new Error("mine"); });`;
    await expect(script(body, options)).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringContaining("Error: mine"),
    });
  });
});
