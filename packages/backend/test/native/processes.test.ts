import { describe, expect, it } from "vitest";
import { script } from "../support/script-process.ts";
import { testLibraries } from "./support/libraries.ts";

/** A step of training in miniature, hashed: convolutions, products, sums and their gradients. */
const WORK = `
  const { createHash } = await import("node:crypto");
  const entries = (shape, seed) => tf.tensor(Float32Array.from({ length: shape.reduce((a, b) => a * b) }, (_, i) => Math.sin(seed + i)), shape);
  const work = () => tf.tidy(() => {
    const x = entries([4, 16, 16, 8], 1);
    const loss = (w, v) => tf.mean(tf.square(tf.matMul(tf.reshape(tf.leakyRelu(tf.conv2d(x, w, 2, "same"), 0.1), [4, -1]), v)));
    return tf.grads(loss)([entries([3, 3, 8, 16], 2), entries([8 * 8 * 16, 12], 3)]);
  });
  const hash = async () => {
    const sum = createHash("sha256");
    const gradients = work();
    for (const gradient of gradients) sum.update(new Uint8Array((await gradient.data()).buffer));
    tf.dispose(gradients);
    return sum.digest("hex");
  };`;

const WORKER = `
  import { Worker, isMainThread, parentPort } from "node:worker_threads";
  const backend = await startBackend("native", { threads: 1 });
  ${WORK}
  if (isMainThread) {
    const answers = [1, 2].map(() => new Promise((resolve, reject) => {
      const worker = new Worker(new URL(import.meta.url));
      worker.once("message", resolve).once("error", reject);
    }));
    const own = [];
    for (let i = 0; i < 20; i++) own.push(await hash());
    print(new Set([...own, ...(await Promise.all(answers)).flat()]).size);
  } else {
    const own = [];
    for (let i = 0; i < 20; i++) own.push(await hash());
    await backend.stop();
    parentPort.postMessage(own);
  }`;

describe.each(testLibraries)("a process with $title", ({ path, isMissing }) => {
  const env = { LIPSCHITZ_GAN_ONEDNN: path };

  it.skipIf(isMissing)("ends by itself, with and without stop(), and without a word", async () => {
    for (const end of ["", "await backend.stop(); print(tf.getBackend());"]) {
      const body = `const backend = await startBackend("native", { threads: 2 }); ${WORK} await hash(); print(backend.name); ${end}`;
      // oxlint-disable-next-line no-await-in-loop -- they would slow each other down
      expect(await script(body, { env })).toEqual({ stdout: `"native"\n${end === "" ? "" : "null\n"}`, stderr: "" });
    }
  });

  it.skipIf(isMissing || process.platform !== "linux")(
    "keeps the library in memory after a worker thread that used it, for its own threads, which never end (needs Linux' /proc)",
    async () => {
      const body = `
        import { Worker, isMainThread } from "node:worker_threads";
        import { readFileSync } from "node:fs";
        if (isMainThread) {
          await new Promise((resolve, reject) => new Worker(new URL(import.meta.url)).once("exit", resolve).once("error", reject));
          print(readFileSync("/proc/self/maps", "utf8").includes("libdnnl"));
        } else {
          const backend = await startBackend("native", { threads: 2 }); ${WORK} await hash(); await backend.stop();
        }`;
      expect(await script(body, { env })).toEqual({ stdout: "true\n", stderr: "" });
    },
  );

  it.skipIf(isMissing)("still dies of an uncaught error, with its message", async () => {
    const body = `await startBackend("native", { threads: 2 }); setTimeout(() => { throw new Error("mine"); });`;
    await expect(script(body, { env })).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringContaining("Error: mine"),
    });
  });

  it.skipIf(isMissing).each([1, 2])("computes the same bytes in every run with %i thread(s)", async (threads) => {
    const body = `const backend = await startBackend("native", { threads: ${threads} }); ${WORK} print([backend.threads, await hash(), await hash()]);`;
    const [first, second] = [await script(body, { env }), await script(body, { env })];
    const [count, one, other] = JSON.parse(first.stdout) as [number, string, string];
    expect([count, one]).toEqual([threads, other]);
    expect(second.stdout).toBe(first.stdout);
  });

  it.skipIf(isMissing || process.arch !== "x64")(
    "is refused with SSE 4.1 alone, which needs addresses that are multiples of 16 (needs an x64 processor)",
    async () => {
      const body = `const said = []; const backend = await startBackend("auto", { threads: 1, log: (line) => said.push(line) });
        print([backend.name, said.filter((line) => line.includes("SSE 4.1")).length]);`;
      expect((await script(body, { env: { ...env, ONEDNN_MAX_CPU_ISA: "SSE41" } })).stdout).toBe('["wasm",1]\n');
    },
  );

  it.skipIf(isMissing)("computes the same in worker threads, side by side", async () => {
    expect(await script(WORKER, { env })).toEqual({ stdout: "1\n", stderr: "" });
  });
});
