import { describe, expect, it } from "vitest";
import { script } from "../support/script-process.ts";

// The flag lost its prefix in Node 22.13.
const PERMISSION = process.allowedNodeEnvironmentFlags.has("--permission")
  ? "--permission"
  : "--experimental-permission";

const WORK = `const a = tf.ones([256, 256]); print([backend.threads, tf.matMul(a, a).dataSync()[0], lines.length]);`;

describe("a process with WASM threads", () => {
  it("ends by itself, without stop() and without a word", async () => {
    const { stdout, stderr } = await script(`const backend = await startBackend("wasm", { threads: 3 }); ${WORK}`);
    expect({ stdout, stderr }).toEqual({ stdout: "[3,256,0]\n", stderr: "" });
  });

  it("ends by itself after stop(), which resolves", async () => {
    const { stdout } = await script(
      `const backend = await startBackend("wasm", { threads: 8 }); ${WORK}; await backend.stop(); print(tf.getBackend());`,
    );
    expect(stdout).toBe("[8,256,0]\nnull\n");
  });

  it("still dies of an uncaught error and of an unhandled rejection, with their messages", async () => {
    const start = `const backend = await startBackend("wasm", { threads: 2 });`;
    await expect(script(`${start} setTimeout(() => { throw new Error("mine"); });`)).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringContaining("Error: mine"),
    });
    await expect(script(`${start} void Promise.reject(new Error("mine"));`)).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringContaining("Error: mine"),
    });
  });

  it("writes no file", async () => {
    const flags = [PERMISSION, "--allow-fs-read=*", "--allow-worker", "--no-warnings"];
    const { stdout } = await script(`const backend = await startBackend("wasm", { threads: 2 }); ${WORK}`, { flags });
    expect(stdout).toBe("[2,256,0]\n");
  });

  it("goes on with one thread and one log line where workers are forbidden", async () => {
    const flags = [PERMISSION, "--allow-fs-read=*", "--no-warnings"];
    const body = `const backend = await startBackend("wasm", { threads: 2, log: (line) => lines.push(line) }); ${WORK}`;
    const { stdout } = await script(`${body}; print(lines[0]);`, { flags });
    expect(stdout).toMatch(/^\[1,256,2\]\n"wasm: threads cannot start here \(.*\); going on with one"\n$/u);
  });
});
