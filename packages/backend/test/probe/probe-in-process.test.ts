import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { BackendError } from "../../src/backends/backend-error.ts";
import { probeInProcess } from "../../src/probe/probe-in-process.ts";

let folder = "";
let count = 0;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), "probe-"));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const nodePath = process.execPath;
afterEach(() => {
  process.execPath = nodePath;
});

/** A process that runs this instead of trying a backend. */
function script(body: string): URL {
  const file = path.join(folder, `${(count += 1)}.mjs`);
  writeFileSync(file, body);
  return pathToFileURL(file);
}

const SENDS_START = `await new Promise((sent) => process.send({ report: { name: "native", available: true, threads: 3 }, isLast: false }, sent));`;
const STARTED = { name: "native", available: true, threads: 3 };
const WAITS = "setInterval(() => {}, 1000);";

describe("probeInProcess", () => {
  it("tries a backend in a process of its own", async () => {
    expect(await probeInProcess("cpu", { measure: false })).toEqual({
      name: "cpu",
      available: true,
      detail: "plain JavaScript, one thread",
      threads: 1,
    });
  }, 20_000);

  it("passes the number of threads on", async () => {
    expect(await probeInProcess("wasm", { measure: false, threads: 3 })).toMatchObject({ available: true, threads: 3 });
  }, 20_000);

  it("makes a reason of a crash before the backend has started, with the last words", async () => {
    const body = `process.stderr.write("first\\nsymbol lookup error: undefined symbol: dnnl_nothing\\n", () => process.kill(process.pid, "SIGSEGV")); ${WAITS}`;
    expect(await probeInProcess("native", { measure: true, script: script(body) })).toEqual({
      name: "native",
      available: false,
      reason: "its process ended with SIGSEGV (symbol lookup error: undefined symbol: dnnl_nothing)",
    });
  });

  it("makes a reason of an exit code", async () => {
    expect(await probeInProcess("node", { measure: true, script: script("process.exit(3)") })).toEqual({
      name: "node",
      available: false,
      reason: "its process ended with code 3",
    });
  });

  it("takes a backend that crashes in the measure for there, as auto would", async () => {
    const body = `${SENDS_START} process.kill(process.pid, "SIGILL"); ${WAITS}`;
    expect(await probeInProcess("native", { measure: true, script: script(body) })).toEqual({
      ...STARTED,
      reason: "starts, but could not be measured: its process ended with SIGILL",
    });
  });

  it("ends a process that hangs, before the start and in the measure", async () => {
    expect(await probeInProcess("native", { measure: true, limit: 1000, script: script(WAITS) })).toEqual({
      name: "native",
      available: false,
      reason: "took longer than 1 s",
    });
    // Long enough for a busy machine to get to the start.
    const loops = { measure: true, limit: 6000, script: script(`${SENDS_START} for (;;);`) };
    const { reason } = await probeInProcess("native", loops);
    expect(reason).toBe("starts, but could not be measured: took longer than 6 s");
  }, 20_000);

  it("does not wait for a process that has told all and does not end", async () => {
    const body = `process.send({ report: { name: "native", available: true, threads: 3 }, isLast: true }); ${WAITS}`;
    expect(await probeInProcess("native", { measure: true, limit: 20_000, script: script(body) })).toEqual(STARTED);
  });

  it("refuses where no process can be started", async () => {
    process.execPath = path.join(folder, "nothing");
    const probe = probeInProcess("cpu", { measure: false });
    await expect(probe).rejects.toThrow(BackendError);
    await expect(probe).rejects.toThrow(/^listBackends: .*ENOENT.*; allow child processes, or start the backends/u);
  });
});
