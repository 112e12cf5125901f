import type { BackendList, listBackends } from "@lipschitz-gan/backend";
import { describe, expect, it } from "vitest";
import { backends, type BackendsOptions } from "../../src/commands/backends.ts";
import { runInProcess } from "../support/run-in-process.ts";

const found: BackendList = {
  chosen: "native",
  backends: [
    {
      name: "node-gpu",
      available: false,
      reason: '@tensorflow/tfjs-node-gpu is not installed; run "npm install @tensorflow/tfjs-node-gpu@4.22.0"',
    },
    { name: "native", available: true, detail: "oneDNN 2.6.3, 2 threads", threads: 2, gflops: 88.3 },
    { name: "cpu", available: true, detail: "plain JavaScript, one thread", threads: 1, gflops: 0.0271 },
    {
      name: "webgpu",
      available: true,
      detail: "Dawn in Node, google swiftshader",
      device: "google swiftshader",
      threads: 1,
      reason: "starts, but could not be measured: took longer than 60 s",
    },
  ],
};

async function run(options: BackendsOptions, list: BackendList = found): Promise<Record<string, unknown>> {
  const results: string[] = [];
  const logs: string[] = [];
  const asked: unknown[] = [];
  const given: typeof listBackends = async (wanted) => {
    asked.push(wanted);
    return list;
  };
  const output = {
    result: (text: string) => results.push(text),
    log: (text: string) => logs.push(text),
    interactive: false,
  };
  const code = await backends(output, { columns: 100, list: given, ...options });
  return { code, results, logs, asked };
}

describe("backends", () => {
  it("prints an aligned table with the reasons wrapped, and marks what auto takes", async () => {
    const { code, results, logs, asked } = await run({ columns: 80 });
    expect(code).toBe(0);
    expect(asked).toEqual([{ measure: true }]);
    expect(logs).toHaveLength(1);
    expect(results).toEqual([
      "  backend   here  GFLOP/s  runs as, or why not",
      '  node-gpu  no          -  @tensorflow/tfjs-node-gpu is not installed; run "npm',
      '                           install @tensorflow/tfjs-node-gpu@4.22.0"',
      "* native    yes      88.3  oneDNN 2.6.3, 2 threads",
      "  cpu       yes    0.0271  plain JavaScript, one thread",
      "  webgpu    yes         -  Dawn in Node, google swiftshader; starts, but could",
      "                           not be measured: took longer than 60 s",
      "",
      "* auto takes native",
    ]);
  });

  it("prints one JSON document with --json, and nothing else to stdout", async () => {
    const { code, results } = await run({ json: true });
    expect(code).toBe(0);
    expect((results as string[]).map((line) => JSON.parse(line) as unknown)).toEqual([found]);
  });

  it("measures nothing with --no-measure, and promises nothing", async () => {
    const { asked, logs } = await run({ measure: false });
    expect([asked, logs]).toEqual([[{ measure: false }], []]);
  });

  it("says so where none starts", async () => {
    const { results } = await run({}, { backends: [{ name: "cpu", available: false, reason: "gone" }] });
    expect(results).toEqual([
      "  backend  here  GFLOP/s  runs as, or why not",
      "  cpu      no          -  gone",
      "",
      "none starts, so that auto fails",
    ]);
  });

  it("keeps words readable in a terminal that is too narrow", async () => {
    const { results } = await run({ columns: 20 });
    expect((results as string[])[1]).toBe("  node-gpu  no          -  @tensorflow/tfjs-node-gpu is");
  });

  it("finds out what this machine has", async () => {
    const { code, results } = await runInProcess("backends", "--no-measure", "--json");
    expect(code).toBe(0);
    const list = JSON.parse(results[0] ?? "") as BackendList;
    expect(list.backends.map(({ name }) => name)).toContain("wasm");
    expect(list.backends.find(({ name }) => name === list.chosen)?.available).toBe(true);
  }, 180_000);
});
