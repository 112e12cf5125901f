import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { hashModel } from "@lipschitz-gan/certificates";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readArtifacts } from "../../src/model-directory/read-artifacts.ts";
import { makeRun, metricsLines, type ParsedPage, removeRunFolders, reportOf, textsOf } from "./support.ts";

const config = JSON.stringify({ constraint: ["spectral-norm"], k: 1 });

const conv = {
  name: "conv_1",
  kind: "Conv2D",
  inputs: [0],
  lower: 1.5,
  upper: 1.50001,
  method: "fourier",
  bound: 1.50001,
};
const relu = { name: "relu_1", kind: "LeakyReLU", inputs: [1], lower: 1, upper: 1, method: "rule", bound: 1.50001 };
const score = { name: "score", kind: "Dense", inputs: [2], lower: 1, upper: 1.00001, method: "cholesky", bound: 1.6 };
const certificate = {
  lower: 1.21,
  upper: 1.4,
  model: { sha256: "0" },
  layers: [conv, relu, score],
  merges: [{ chain: [1, 2, 3], upper: 1.4, method: "slopes", multipliers: [[1]] }],
};
const distance = { lower: 0.25, nReal: 64, nFake: 64, seed: 7, dataset: "mnist", model: { sha256: "0" } };

/** A line of metrics with bounds. */
function line(step: number, lower: number, upper: number): string {
  return JSON.stringify({ step, certificate: { lower, upper, layers: { conv_1: [1, upper], score: [1, 1] } } });
}

/** A critic directory that can be read, and its hash. */
async function addCritic(run: string): Promise<string> {
  await mkdir(join(run, "critic"));
  const model = { modelTopology: { class_name: "Sequential", config: [] }, weightsManifest: [] };
  await writeFile(join(run, "critic/model.json"), JSON.stringify(model));
  return (await hashModel(await readArtifacts(join(run, "critic")))).sha256;
}

/** A report with what is given proven, of the critic that lies there. */
async function provenReport(proven: object, metrics = metricsLines(20), settings = config): Promise<ParsedPage> {
  const run = await makeRun({ "config.json": settings, "metrics.jsonl": metrics });
  const model = { sha256: await addCritic(run) };
  await writeFile(join(run, "certificate.json"), JSON.stringify({ ...proven, model }));
  await writeFile(join(run, "wasserstein1.json"), JSON.stringify({ ...distance, model }));
  return (await reportOf(run)).page;
}

describe("the section of what is proven", () => {
  removeRunFolders();

  it("is absent where nothing was proven", async () => {
    const { page } = await reportOf(await makeRun({ "metrics.jsonl": metricsLines(20) }));
    expect(textsOf(page, ".proof")).toEqual([]);
  });

  it("tells both bounds of every layer with a kernel and of the critic, rounded outwards, beside σ", async () => {
    const page = await provenReport(certificate);
    expect(textsOf(page, ".proof h2")).toEqual(["What the constraint really enforces"]);
    expect(textsOf(page, ".proof .figures tr")).toEqual([
      "layer lower upper ratio σ method",
      "conv_1 1.5000 1.5001 1.0001 1.000 fourier",
      "score 1 1.0001 1.0001 1.000 cholesky",
      "critic 1.2100 1.4000 1.1571 composed",
    ]);
    const told = textsOf(page, ".proof").join(" ");
    expect(told).toMatch(/1\.2100 ≤ Lipschitz constant of the critic ≤ 1\.4000.*proven.*attained by the two samples/);
    expect(told).toContain("conv_1 to score taken together: at most 1.4000 (slopes)");
    // 1.50001 · 1.00001 = 1.5000250001
    expect(told).toMatch(/product of the σ, which is often .* is 1\.000; that of the proven upper bounds is 1\.5001/);
    expect(told).toMatch(/64 real samples of mnist and 64 generated ones \(seed 7\) are at least 0\.25000 apart/);
    expect(told).not.toMatch(/other weights/);
    expect(textsOf(page, ".tiles dt")).toContain("Lipschitz bound");
    expect(textsOf(page, ".tiles dd")).toContain("≤ 1.400");
  });

  it.each([
    [0.5, 0.9, /aims at k = 1, and that holds/],
    [1.1, 1.4, /aims at k = 1, and the two samples show that this does not hold/],
    [0.5, 1.4, /aims at k = 1; the bounds leave it open/],
    [0, 1.4, /No lower bound was looked for/],
  ])("says of the bounds %d and %d what they decide", async (lower, upper, says) => {
    expect(textsOf(await provenReport({ ...certificate, lower, upper }), ".proof .lead").join(" ")).toMatch(says);
  });

  it("says nothing of k where none is aimed at, and of products where the graph is no chain", async () => {
    const clipped = JSON.stringify({ constraint: ["weight-clipping"], k: 1 });
    expect(textsOf(await provenReport(certificate, "", clipped), ".proof .lead").join(" ")).not.toMatch(/aims/);
    const branched = { ...certificate, layers: [conv, relu, { ...score, inputs: [1, 2] }] };
    expect(textsOf(await provenReport(branched), ".proof").join(" ")).not.toMatch(/product of the σ/);
  });

  it("warns where the certificate is of other weights, or of weights that cannot be read", async () => {
    const files = { "certificate.json": JSON.stringify(certificate), "wasserstein1.json": JSON.stringify(distance) };
    const alone = await makeRun(files);
    const { page } = await reportOf(alone);
    expect(textsOf(page, ".proof .note").join(" ")).toMatch(/critic\/ cannot be read.*lipschitz-gan certify/);
    await addCritic(alone);
    const other = (await reportOf(alone)).page;
    expect(textsOf(other, ".proof .note").join(" ")).toMatch(/of other weights than critic\/ now has/);
    expect(textsOf(other, ".tiles dt")).not.toContain("Lipschitz bound");
  });

  it("leaves out a distance that another critic proved", async () => {
    const other = JSON.stringify({ ...distance, model: { sha256: "1" } });
    const run = await makeRun({ "certificate.json": JSON.stringify(certificate), "wasserstein1.json": other });
    expect(textsOf((await reportOf(run)).page, ".proof").join(" ")).not.toMatch(/apart/);
  });

  it("draws the bounds over the steps where there were several, on a logarithmic axis where they are far apart", async () => {
    const lines = [line(10, 0, 1000), line(20, 0, 100), line(30, 0.5, 1)].join("\n");
    const { page } = await reportOf(await makeRun({ "metrics.jsonl": lines }));
    const titles = [...page.querySelectorAll(".proof svg[aria-label]")].map((svg) => svg.getAttribute("aria-label"));
    expect(titles).toEqual([
      "Proven bounds of the critic over the steps",
      "Proven upper bound of every layer over the steps",
    ]);
    expect(textsOf(page, ".proof svg text")).toEqual(
      expect.arrayContaining(["at most", "at least", "conv_1", "score"]),
    );
    const once = await reportOf(await makeRun({ "metrics.jsonl": line(10, 0, 1) }));
    expect(textsOf(once.page, ".proof svg")).toEqual([]);
  });

  it("is made of damaged files without what is damaged, for all damage", async () => {
    const text = JSON.stringify(certificate);
    const metrics = `${JSON.stringify({ step: 1, certificate: { lower: 0, upper: 2, layers: { score: [1, 2] } } })}\n`;
    const run = await makeRun({});
    await fc.assert(
      fc.asyncProperty(
        fc.nat(text.length),
        fc.string({ maxLength: 3 }),
        fc.jsonValue(),
        async (at, inserted, value) => {
          await writeFile(join(run, "certificate.json"), text.slice(0, at) + inserted + text.slice(at + 1));
          await writeFile(join(run, "wasserstein1.json"), JSON.stringify(value));
          const odd = JSON.stringify({ step: 2, criticLoss: 1, certificate: value });
          const layers = JSON.stringify({
            step: 3,
            criticLoss: 1,
            certificate: { upper: value, lower: value, layers: { score: value } },
          });
          await writeFile(join(run, "metrics.jsonl"), `${metrics}${odd}\n${layers}\n`);
          const { text: report } = await reportOf(run);
          expect(report).toContain("3 steps in");
          expect(report).not.toMatch(/>(?:NaN|Infinity|undefined)</);
        },
      ),
    );
  });

  it("escapes what comes from the files", async () => {
    const evil = `"'><script src=//evil.example/x></script>`;
    const layers = [conv, { ...score, name: evil, kind: "Dense", method: evil }];
    const page = await provenReport({ ...certificate, layers, merges: [{ chain: [1, 2], upper: 1, method: evil }] });
    expect([...page.querySelectorAll("script")]).toEqual([]);
    expect(textsOf(page, ".proof .figures th")).toContain(evil);
  });
});
