import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

// A process of its own, on the built package: Node 20 does not run TypeScript.
const DIST = fileURLToPath(new URL("../../dist/index.js", import.meta.url));
const CORE = createRequire(import.meta.url).resolve("@tensorflow/tfjs-core");
const run = promisify(execFile);
// The flag lost its prefix in Node 22.13.
const PERMISSION = process.allowedNodeEnvironmentFlags.has("--permission")
  ? "--permission"
  : "--experimental-permission";

let folder = "";
beforeAll(() => {
  if (!existsSync(DIST)) throw new Error(`${DIST} is missing; run "npm run build" first, as "npm test" does`);
  folder = mkdtempSync(path.join(tmpdir(), "clean-exit-"));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** Runs a script in a folder that has nothing to do with the package; rejects unless it ends by itself with code 0. */
async function script(body: string, flags: readonly string[] = []): Promise<{ stdout: string; stderr: string }> {
  const file = path.join(folder, "script.mjs");
  const head = `import { startBackend } from ${JSON.stringify(pathToFileURL(DIST).href)};
    import * as tf from ${JSON.stringify(pathToFileURL(CORE).href)};
    const lines = [];
    const print = (value) => process.stdout.write(JSON.stringify(value) + "\\n");\n`;
  writeFileSync(file, head + body);
  return run(process.execPath, [...flags, file], { cwd: folder, timeout: 40_000 });
}

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
    const { stdout } = await script(`const backend = await startBackend("wasm", { threads: 2 }); ${WORK}`, flags);
    expect(stdout).toBe("[2,256,0]\n");
  });

  it("goes on with one thread and one log line where workers are forbidden", async () => {
    const flags = [PERMISSION, "--allow-fs-read=*", "--no-warnings"];
    const body = `const backend = await startBackend("wasm", { threads: 2, log: (line) => lines.push(line) }); ${WORK}`;
    const { stdout } = await script(`${body}; print(lines[0]);`, flags);
    expect(stdout).toMatch(/^\[1,256,2\]\n"wasm: threads cannot start here \(.*\); going on with one"\n$/u);
  });
});
