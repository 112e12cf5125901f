import { afterEach, describe, expect, it, vi } from "vitest";
import { conformanceCaseNames } from "../../src/conformance/conformance-case-names.ts";
import { runInChromium } from "../../browser/src/run-in-chromium.ts";
import { chromium, NEEDS_CHROMIUM } from "./support/chromium.ts";

/**
 * What critics are made of, once each: each shape is a shader that the software GPU compiles first, so that the whole suite
 * takes minutes. `npm run conformance` runs all of it.
 */
const CASES = [
  "conv2d",
  "conv2dTranspose",
  "depthwiseConv2d",
  "fused conv2d, bias and leakyrelu",
  "matMul A B",
  "matMul Aᵀ B",
  "matMul A Bᵀ in batches",
  "matMul over an empty axis, empty",
  "leakyRelu",
  "tanh",
  "softplus",
  "div, per row",
  "avgPool",
  "maxPool",
  "batchNorm with the batch's moments",
  "sum",
  "mean",
  "max",
  "sum of an empty axis, empty",
  "euclidean norm",
  "addN",
  "unsortedSegmentSum",
  "resizeNearestNeighbor",
  "two steps of Adam",
  "spectral normalisation of a kernel",
];

const TIMEOUT = 590_000; // it takes half a minute where nothing else runs

const seed = Number(process.env["FC_SEED"] ?? Math.floor(Math.random() * 2 ** 31));

afterEach(() => {
  vi.unstubAllEnvs();
});

describe("conformance in a page", () => {
  it("runs cases that the suite has", () => {
    const known = new Set(conformanceCaseNames.map(({ name }) => name));
    expect(CASES.filter((name) => !known.has(name))).toEqual([]);
  });

  it.skipIf(chromium === undefined).each(["webgl", "webgpu"] as const)(
    `holds on %s, on the software GPU of headless Chromium ${NEEDS_CHROMIUM}`,
    async (backend) => {
      const only = `^(${CASES.join("|")})$`;
      const heard: string[] = [];
      const results = await runInChromium({
        backends: [backend],
        runs: 1,
        seed,
        timeoutMs: TIMEOUT,
        only,
        onRow: (_, row) => heard.push(row.case),
      });
      expect(results).toHaveLength(1);
      const { rows = [], ...about } = results[0] ?? { reason: "no result" };
      expect(about).toMatchObject({ backend, threads: 1, device: expect.stringMatching(/swiftshader/iu) });
      expect(about).toHaveProperty("browser", expect.stringMatching(/Chrome\/\d/u));
      expect([...new Set(rows.map((row) => row.case))].toSorted()).toEqual(CASES.toSorted());
      expect(heard).toEqual(rows.map((row) => row.case));
      expect(
        rows.filter(({ holds }) => !holds),
        `FC_SEED=${seed}`,
      ).toEqual([]);
    },
    TIMEOUT,
  );

  it("says of every backend why it has no rows where there is no browser", async () => {
    vi.stubEnv("CHROMIUM_PATH", "");
    vi.stubEnv("PATH", "/nowhere");
    const reason = "no Chromium on the search path; install it, or name one in CHROMIUM_PATH";
    expect(await runInChromium({ backends: ["webgl", "cpu"], runs: 1, seed: 1, timeoutMs: 1 })).toEqual([
      { backend: "webgl", reason },
      { backend: "cpu", reason },
    ]);
  });
});
