import { readdirSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { setTimeout as wait } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { startBackend } from "@lipschitz-gan/backend";
import { type BuiltPage, buildPage } from "../../browser/src/build-page.ts";
import { openChromium } from "../../browser/src/open-chromium.ts";
import type { PageJob } from "../../browser/src/page-job.ts";
import { type PageOutcome, runPage } from "../../browser/src/run-page.ts";
import { type TrainedTwoSteps, trainTwoSteps } from "../../browser/page/train-two-steps.ts";
import { chromium, NEEDS_CHROMIUM } from "./support/chromium.ts";

// A browser starts in a second where nothing else runs.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const leftovers = (): string[] => readdirSync(tmpdir()).filter((name) => name.startsWith("lipschitz-gan-chromium-"));

let page: BuiltPage | undefined;
beforeAll(async () => {
  if (chromium !== undefined) page = await buildPage();
});
afterAll(async () => {
  await page?.remove();
});

function inPage(job: PageJob, timeoutMs = 110_000): Promise<PageOutcome> {
  return runPage(job, { program: chromium ?? "", directory: page?.directory ?? "", timeoutMs });
}

/** All losses, penalties, singular values and weights, by name. */
function numbersOf({ reports, weights }: TrainedTwoSteps): Record<string, number> {
  const groups: Record<string, readonly number[]> = { ...weights };
  for (const [step, { criticLoss, generatorLoss, penalty = Number.NaN, sigma }] of reports.entries()) {
    groups[`step ${step + 1}`] = [criticLoss, generatorLoss, penalty, ...Object.values(sigma)];
  }
  return Object.fromEntries(
    Object.entries(groups).flatMap(([name, values]) => values.map((value, i) => [`${name}, number ${i}`, value])),
  );
}

describe("startBackend in a page", () => {
  it.skipIf(chromium === undefined).each([
    [[], "webgpu", /^google swiftshader$/u],
    [["webgpu"], "webgl", /SwiftShader/u],
    [["webgpu", "webgl"], "wasm", /^undefined$/u],
  ] as const)(
    `takes the fastest that the page has registered: without %o, %s ${NEEDS_CHROMIUM}`,
    async (without, name, device) => {
      const { backend, reason } = await inPage({ task: "start", backend: "auto", without });
      expect(reason).toBeUndefined();
      expect(backend?.name).toBe(name);
      expect(String(backend?.device)).toMatch(device);
      expect(backend?.reason).toContain("the fastest that works here");
    },
  );

  it.skipIf(chromium === undefined).each([1, 2])(
    `runs WASM with %i thread(s), or with half of the cores, in a page that is isolated ${NEEDS_CHROMIUM}`,
    async (threads) => {
      const { backend } = await inPage({ task: "training", backend: "wasm", threads });
      const most = Math.max(1, Math.floor(availableParallelism() / 2)); // TensorFlow.js' module takes no more
      expect(backend).toMatchObject({ name: "wasm", threads: Math.min(threads, most), isIsolated: true });
    },
  );

  it.skipIf(chromium === undefined).each([
    ["native", {}, /^BackendError: startBackend: .*need.? Node/u],
    [
      "webgl",
      { flags: { WEBGL_FORCE_F16_TEXTURES: true } },
      /^BackendError: .*half precision; choose "webgpu" or "wasm"$/u,
    ],
    ["webgl", { without: ["webgl"] }, /^BackendError: startBackend: "webgl" is not registered; .*import/u],
  ] as const)(`says in one line why it refuses %s with %o ${NEEDS_CHROMIUM}`, async (backend, options, message) => {
    const outcome = await inPage({ task: "start", backend, ...options });
    expect(outcome.backend).toBeUndefined();
    expect(outcome.reason).toMatch(message);
  });
});

describe("WebGL, completed", () => {
  it.skipIf(chromium === undefined).each([true, false])(
    `gives the numbers that are known exactly, with packed textures: %s ${NEEDS_CHROMIUM}`,
    async (packed) => {
      const flags = { WEBGL_PACK: packed };
      const { result, reason } = await inPage({ task: "repairs", backend: "webgl", flags });
      expect(reason).toBeUndefined();
      expect(result).toEqual({
        "quotients of equals": "[6]: NaN, 1, 0, -Infinity, NaN, 1",
        "quotient of scalars": "[]: NaN",
        "largest of very negative": `[2]: ${-(2 ** 100)}, ${-(2 ** 100)}`,
        "smallest of very large": `[2]: ${2 ** 100}, ${2 ** 100}`,
        "largest of nothing but -∞": "[]: -Infinity",
        "largest in windows": `[1, 2, 2, 1]: ${Array.from({ length: 4 }, () => -(2 ** 100)).join(", ")}`,
        "sum that cancels": "[1, 1, 3, 1]: 0, 1, 0",
        "sum of small numbers": `[1, 1, 3, 1]: ${2 ** -60 + 2 ** -61}, ${2 ** -62}, 0`,
        relu: "[5]: Infinity, 0, 1, 0, 8",
        relu6: "[5]: 6, 0, 1, 0, 6",
        "leaky relu": "[5]: Infinity, -Infinity, 1, -0.5, 8",
        "parametric relu": "[5]: Infinity, -Infinity, 1, -0.5, 8",
        "stacks that are broadcast": "[2, 3, 1, 1]: 1, 10, 100, 2000, 20000, 200000",
        "stacks that are broadcast, both": "[2, 3, 1, 1]: 1, 10, 100, 2, 20, 200",
        "a long row beside a stack": "[3, 1, 1]: 2000, 2000, 2000",
        "no inner axis": "[2, 3]: 0, 0, 0, 0, 0, 0",
        "no inner axis, transposed": "[2, 3]: 0, 0, 0, 0, 0, 0",
        "no inner axis, with a bias": "[2, 3]: 0, 0, 1, 0, 0, 1",
        "no rows": "[3, 0, 4]: ",
        "sum of nothing": "[3]: 0, 0, 0",
        "sum of nothing, both axes": "[]: 0",
        "sums of no rows": "[0, 1]: ",
        "product of nothing": "[2]: 1, 1",
        "largest of nothing": "[2]: -Infinity, -Infinity",
        "smallest of nothing": "[]: Infinity",
        epsilon: `[]: ${Math.fround(1e-7)}`,
      });
    },
  );

  it.skipIf(chromium === undefined)(
    `says that the device is gone instead of giving zeros ${NEEDS_CHROMIUM}`,
    async () => {
      const { result } = await inPage({ task: "lost device", backend: "webgl" });
      expect(result).toMatch(/^BackendError: webgl: the browser has taken the graphics device away/u);
    },
  );
});

describe("training in a page", () => {
  let expected: TrainedTwoSteps | undefined;
  beforeAll(async () => {
    await startBackend("cpu");
    expected = await trainTwoSteps();
  });

  /**
   * Backends round otherwise, and add up in other orders. A number is at most `depth` operations deep: four layers,
   * forward, back for the penalty and back again for its gradient, each a sum of at most 16 products (the width, the batch)
   * with a handful of element-wise operations, and three divisions by a norm; twice for two steps. Each rounds by at most u
   * relative to the numbers added up, all of which are below `size`; so both are off by at most depth·u·size. With ε = 1
   * Adam's step is at most 0.1 of the gradient's error for each number.
   */
  const depth = 2 * 4 * 3 * (16 + 8);
  const size = 4;
  const allowed = 2 * depth * 2 ** -24 * size;

  it.skipIf(chromium === undefined).each(["webgl", "webgpu", "wasm"] as const)(
    `with spectral norm and gradient penalty is that of the plain backend: %s ${NEEDS_CHROMIUM}`,
    async (backend) => {
      const { result, reason } = await inPage({ task: "training", backend });
      expect(reason).toBeUndefined();
      const numbers = numbersOf(result as TrainedTwoSteps); // the task's result
      const others = numbersOf(expected ?? { reports: [], weights: {} });
      expect(Object.keys(numbers)).toEqual(Object.keys(others));
      expect(Math.max(...Object.values(others).map(Math.abs))).toBeLessThan(size);
      for (const [name, value] of Object.entries(numbers)) {
        expect(Math.abs(value - (others[name] ?? Number.NaN)), `weight ${name}`).toBeLessThanOrEqual(allowed);
      }
    },
  );
});

describe("runPage", () => {
  it.skipIf(chromium === undefined)(
    `ends a page that takes too long, and leaves nothing behind ${NEEDS_CHROMIUM}`,
    async () => {
      const before = leftovers();
      const outcome = await inPage({ task: "conformance", backend: "cpu", runs: 1000, seed: 1, only: "^conv2d" }, 3000);
      expect(outcome.reason).toMatch(/^the page did not end within 3 s \(\d+ rows so far\)$/u);
      expect(leftovers().filter((name) => !before.includes(name))).toEqual([]);
    },
  );

  it.skipIf(chromium === undefined)(`tells a task's own error in one line ${NEEDS_CHROMIUM}`, async () => {
    const outcome = await inPage({ task: "conformance", backend: "cpu", runs: 0, seed: 1 });
    expect(outcome.backend?.name).toBe("cpu");
    expect(outcome.reason).toBe("RangeError: runConformance: runs must be an integer >= 1, received 0");
  });

  it("tells of a browser that does not start", async () => {
    const job: PageJob = { task: "start", backend: "cpu" };
    const options = { program: process.execPath, directory: tmpdir(), timeoutMs: 20_000 };
    expect((await runPage(job, options)).reason).toMatch(/^the browser ended before the page did: .*bad option/u);
    expect((await runPage(job, { ...options, program: "/nowhere/chromium" })).reason).toMatch(/ENOENT/u);
  });
});

describe("openChromium", () => {
  it.skipIf(chromium === undefined)(`ends all of its processes and removes its profile ${NEEDS_CHROMIUM}`, async () => {
    const before = leftovers();
    const browser = await openChromium(chromium ?? "", "about:blank");
    expect(leftovers().filter((name) => !before.includes(name))).toHaveLength(1);
    await wait(500);
    await browser.close();
    await browser.close();
    expect(await browser.ended).toBeTypeOf("string");
    expect(leftovers().filter((name) => !before.includes(name))).toEqual([]);
  });
});
