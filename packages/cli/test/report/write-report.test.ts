import { readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { makeRun, metricsLines, picture, removeRunFolders, reportOf, textsOf } from "./support.ts";

const config = JSON.stringify({ dataset: "mnist", constraint: ["spectral-norm"], loss: "hinge", k: 16, steps: 200 });
const environment = JSON.stringify({
  backend: { name: "wasm", threads: 2, reason: "the fastest of those installed" },
  machine: { cpu: "A processor" },
  trainingSeconds: 252,
  end: "steps",
});

/** Addresses outside of the page in anything that a browser would fetch from; xmlns only names a namespace. */
function externalAddresses(text: string): string[] {
  return text.replaceAll(/ xmlns(?::\w+)?="[^"]*"/g, "").match(/(?:https?:)?\/\/[\w.]+/g) ?? [];
}

describe("writeReport", () => {
  removeRunFolders();

  it("says what was trained, on what, how long and how it ended", async () => {
    const folder = await makeRun({
      "config.json": config,
      "environment.json": environment,
      "metrics.jsonl": metricsLines(200),
    });
    const { page } = await reportOf(folder);
    expect(textsOf(page, "h1")).toEqual(["GAN on mnist, critic under spectral-norm"]);
    expect(textsOf(page, ".lead")).toEqual([
      "200 of 200 steps in 4 min 12 s of training. The run finished. Backend wasm with 2 threads on A processor.",
    ]);
    expect(textsOf(page, ".tiles dt")).toEqual([
      "steps",
      "training time",
      "a step",
      "critic loss",
      "generator loss",
      "largest σ",
    ]);
    expect(textsOf(page, "pre")).toEqual(["npx lipschitz-gan train --config run/config.json --out run-again"]);
    expect(textsOf(page, ".tables th")).toContain("backend.reason");
    expect(textsOf(page, ".tables td")).toContain("the fastest of those installed");
    expect((await readdir(folder)).toSorted()).toEqual([
      "config.json",
      "environment.json",
      "metrics.jsonl",
      "report.html",
      "samples",
    ]);
  });

  it("draws losses, penalty, step time, and σ of every layer with the share of k and what σ is", async () => {
    const { page } = await reportOf(await makeRun({ "config.json": config, "metrics.jsonl": metricsLines(200) }));
    const titles = [...page.querySelectorAll(".card svg[aria-label]")].map((svg) => svg.getAttribute("aria-label"));
    expect(titles).toEqual([
      "σ of every layer over the steps",
      "σ of every layer from step 21 on",
      "Losses over the steps",
      "Penalty over the steps",
      "Milliseconds of every step",
    ]);
    expect(textsOf(page, ".figures tbody th")).toEqual(["conv_1", "score"]);
    expect(textsOf(page, ".figures tbody td").slice(0, 3)).toEqual(["0.5000", "1.000", "1.000"]);
    expect(textsOf(page, ".wide svg text")).toEqual(expect.arrayContaining(["conv_1", "score"]));
    // 16 shared by two layers is 4 each, too far above σ = 1 to be drawn
    expect(textsOf(page, ".beside").join(" ")).toMatch(/lower bound.*never an upper one.*Outside of the chart.* = 4\./);
  });

  it("draws the line of k where it lies near the curves", async () => {
    const near = JSON.stringify({ k: 1.21, constraint: ["spectral-norm"] });
    const { page } = await reportOf(await makeRun({ "config.json": near, "metrics.jsonl": metricsLines(20) }));
    expect(textsOf(page, ".wide svg text")).toContain("share of k: 1.1");
    expect(textsOf(page, ".beside").join(" ")).toContain("The dotted line is each layer's share of the k = 1.21");
  });

  it("says nothing of k where no spectral norm aims σ at a share of it", async () => {
    const other = JSON.stringify({ k: 1.21, constraint: ["gradient-penalty"] });
    const { page } = await reportOf(await makeRun({ "config.json": other, "metrics.jsonl": metricsLines(20) }));
    expect(textsOf(page, ".wide").join(" ")).toMatch(/lower bound/);
    expect(textsOf(page, ".wide").join(" ")).not.toMatch(/share of/);
  });

  it("shows the last samples large and at most eight over time, the first and the last among them", async () => {
    const names = Array.from({ length: 30 }, (_, i) => `samples/step-${String(50 * (i + 1)).padStart(6, "0")}.png`);
    const folder = await makeRun(Object.fromEntries(names.map((name, i) => [name, picture(i / 30)])));
    const { page } = await reportOf(folder);
    expect(textsOf(page, ".latest figcaption")).toEqual(["step 1500, the last"]);
    const strip = textsOf(page, ".strip figcaption");
    expect([strip.length, strip[0], strip.at(-1)]).toEqual([8, "step 50", "step 1500"]);
    const expected = `data:image/png;base64,${Buffer.from(picture(29 / 30)).toString("base64")}`;
    expect(page.querySelector(".latest img")?.getAttribute("src")).toBe(expected);
  });

  it("charts the coverage of modes where it was measured", async () => {
    const lines = [2, 8].map((covered, i) =>
      JSON.stringify({ step: 100 * i, criticLoss: 1, modes: { covered, of: 8, highQuality: 0.5 } }),
    );
    const { page } = await reportOf(await makeRun({ "metrics.jsonl": lines.join("\n") }));
    expect(textsOf(page, "h3").slice(0, 2)).toEqual(["Modes covered", "Samples near a mode"]);
    expect(textsOf(page, ".tiles dd")).toContain("8 of 8");
  });

  it("makes a report of an empty folder, of one line, and of damaged files", async () => {
    const empty = await reportOf(await makeRun({}));
    expect(textsOf(empty.page, "h1")).toEqual(["GAN"]);
    expect(textsOf(empty.page, ".lead")).toEqual(["No step has been recorded yet."]);
    expect(textsOf(empty.page, "section p").join(" ")).toMatch(/No samples were drawn\..*No metrics were recorded\./);
    const one = await reportOf(await makeRun({ "metrics.jsonl": metricsLines(1) }));
    expect(textsOf(one.page, "h3")).toEqual(["σ of every layer", "Losses", "Penalty", "Time of a step, in ms"]);
    const damaged = await reportOf(
      await makeRun({
        "config.json": "{",
        "environment.json": "[]",
        "metrics.jsonl": `${metricsLines(3)}[1]\n{"step": 4, "cri`,
        "samples/step-1.png": "no picture",
      }),
    );
    expect(textsOf(damaged.page, ".lead")[0]).toMatch(/^3 steps in 0\.093 s of training\./); // 3 steps of 31 ms
    expect(textsOf(damaged.page, ".note").join(" ")).toContain("could not be read and are left out: 2.");
    expect(textsOf(damaged.page, "figure")).toEqual([]);
  });

  it("keeps values that are not finite out of the charts and says how many there were", async () => {
    const lines = '{"step":1,"criticLoss":null,"sigma":{"a":null}}\n{"step":2,"criticLoss":1,"sigma":{"a":null}}\n';
    const { text, page } = await reportOf(await makeRun({ "metrics.jsonl": lines }));
    expect(textsOf(page, ".note").join(" ")).toContain("1 value was not finite and cannot be shown.");
    expect(textsOf(page, ".figures td")).toEqual(["not finite", "not finite", "not finite"]);
    expect(text).not.toMatch(/NaN|Infinity|undefined/);
  });

  it("escapes everything that comes from files, and fetches and runs nothing", async () => {
    const evil = `"'><script src=//evil.example/x></script><img src=http://evil.example/y onerror=alert(1)>`;
    const nested = { [evil]: evil, backend: { name: evil, threads: evil }, machine: { cpu: evil }, end: evil };
    const line = { step: 1, criticLoss: 1, [evil]: 1, sigma: { [evil]: 1 } };
    const folder = await makeRun(
      {
        "config.json": JSON.stringify({ ...nested, dataset: evil, constraint: [evil], steps: evil, k: evil }),
        "environment.json": JSON.stringify(nested),
        "metrics.jsonl": `${JSON.stringify(line)}\n${JSON.stringify({ ...line, step: 2 })}`,
        "samples/'><script>alert(1)<.png": picture(),
      },
      `x" onload="alert(1)`,
    );
    const { text, page } = await reportOf(folder);
    expect([...page.querySelectorAll("script, link, iframe, object, [onerror], [onload]")]).toEqual([]);
    expect(text).not.toMatch(/<script|<img src=http/);
    for (const image of page.querySelectorAll("img")) expect(image.getAttribute("src")).toMatch(/^data:image\/png;/);
    expect(page.querySelector("meta[http-equiv]")?.getAttribute("content")).toMatch(/^default-src 'none'/);
  });

  it("names no address outside of itself", async () => {
    const samples = { "samples/step-1.png": picture(), "samples/step-2.png": picture(1) };
    const files = { "config.json": config, "environment.json": environment, "metrics.jsonl": metricsLines(100) };
    const { text } = await reportOf(await makeRun({ ...files, ...samples }));
    expect(externalAddresses(text.replaceAll(/base64,[^"]*/g, ""))).toEqual([]);
  });

  it("stays small, however many steps there were", async () => {
    const { text } = await reportOf(await makeRun({ "metrics.jsonl": metricsLines(20_000) }));
    // at most 800 points of about 12 characters a curve, 14 curves in 5 charts: two σ twice, two losses and a penalty
    // pale and strong, three times
    expect(text.length).toBeLessThan(14 * 800 * 12 + 40_000);
  });

  it("replaces an earlier report", async () => {
    const folder = await makeRun({ "report.html": "old" });
    await writeFile(join(folder, "metrics.jsonl"), metricsLines(2));
    expect((await reportOf(folder)).text).toContain("2 steps in");
  });
});
