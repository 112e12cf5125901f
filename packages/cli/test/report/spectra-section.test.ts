import { describe, expect, it } from "vitest";
import { makeRun, metricsLines, removeRunFolders, reportOf, textsOf } from "./support.ts";

interface Spectrum {
  readonly layer: string;
  readonly rows: number;
  readonly columns: number;
  readonly singularValues: readonly (number | null)[];
  readonly entropy: number;
  readonly effectiveRank: number;
}

function spectrum(layer: string, singularValues: readonly (number | null)[], columns = 100): Spectrum {
  return { layer, rows: singularValues.length, columns, singularValues, entropy: Math.LN2, effectiveRank: 2 };
}

function evaluation(...spectra: readonly Spectrum[]): string {
  return JSON.stringify({ run: "run", step: 30, scores: [], spectra });
}

function rankLines(...ranks: readonly Readonly<Record<string, number | null>>[]): string {
  return ranks.map((effectiveRank, i) => JSON.stringify({ step: 10 * i, criticLoss: 1, effectiveRank })).join("\n");
}

describe("the section of spectra", () => {
  removeRunFolders();

  it("draws squared singular values of every layer on a logarithmic axis, and tabulates them", async () => {
    const spectra = [spectrum("conv_1", [4, 2, 1, 0.4]), spectrum("conv_2", [3, 3, 3, 3], 2)];
    const { page } = await reportOf(await makeRun({ "evaluation.json": evaluation(...spectra) }));
    expect(textsOf(page, ".spectra h2")).toEqual(["Spectra of the critic"]);
    expect(textsOf(page, ".spectra tr")).toEqual([
      "layer matrix σ max effective rank of full entropy, nats",
      "conv_1 4 × 100 4.000 2.000 50 % 0.6931",
      "conv_2 4 × 2 3.000 2.000 100 % 0.6931",
    ]);
    const labels = textsOf(page, ".spectra svg:not(.swatch) text");
    // (0.4 / 4)² = 10⁻²
    expect(labels).toEqual(expect.arrayContaining(["1", "10⁻¹", "10⁻²", "conv_1", "conv_2", "0.0", "1.0"]));
    expect(labels).toContain("index of the singular value, as a share of all");
    expect(labels).not.toContain("step");
    expect(textsOf(page, ".spectra").join(" ")).toMatch(/stretches few directions.*figure 3.*constraint applied/);
  });

  it("draws each at its share of the squares of the largest", async () => {
    const { page } = await reportOf(await makeRun({ "evaluation.json": evaluation(spectrum("conv_1", [4, 0.4])) }));
    const [path] = [...page.querySelectorAll(".spectra svg [aria-label=line] path")].map(
      (each) => each.getAttribute("d") ?? "",
    );
    const [[x1, y1], [x2, y2]] = (path ?? "")
      .slice(1)
      .split("L")
      .map((pair) => pair.split(",").map(Number)) as [[number, number], [number, number]];
    // 440 wide with 48 left and 26 + 7.1 · 6 right of the frame; 320 high with 12 above and 42 below, from 1.3 to 10⁻²
    const [width, height] = [440 - 48 - 26 - Math.ceil(7.1 * 6), 320 - 12 - 42];
    const across = (value: number): number => (height * Math.log(1.3 / value)) / Math.log(1.3 / 0.01);
    // paths are written to a tenth of a pixel
    for (const [got, wanted] of [
      [x1, 48 + width / 2],
      [y1, 12 + across(1)],
      [x2, 48 + width],
      [y2, 12 + across(0.01)],
    ] as const) {
      expect(Math.abs(got - wanted)).toBeLessThanOrEqual(0.0501);
    }
  });

  it("keeps layers without a curve in the table and says so", async () => {
    const spectra = [spectrum("conv_1", [2, 1]), spectrum("score", [1]), spectrum("dead", [0, 0, null])];
    const { page, text } = await reportOf(await makeRun({ "evaluation.json": evaluation(...spectra) }));
    expect(textsOf(page, ".spectra .note")[0]).toMatch(/no two singular values or only zeros: score, dead\.$/);
    expect(textsOf(page, ".spectra svg:not(.swatch) text")).not.toContain("score");
    expect(textsOf(page, ".spectra tbody th")).toEqual(["conv_1", "score", "dead"]);
    const alone = await reportOf(await makeRun({ "evaluation.json": evaluation(spectrum("score", [])) }));
    expect(textsOf(alone.page, ".spectra svg")).toEqual([]);
    expect(textsOf(alone.page, ".spectra tr")).toEqual([]); // a matrix without rows is none
    expect(text).not.toMatch(/NaN|Infinity|undefined/);
  });

  it("draws values below the least that is shown at that, zeros among them", async () => {
    const { page } = await reportOf(await makeRun({ "evaluation.json": evaluation(spectrum("conv_1", [1, 1e-9, 0])) }));
    expect(textsOf(page, ".spectra svg:not(.swatch) text")).toContain("10⁻⁶");
  });

  it("charts the effective rank over the steps where it was measured", async () => {
    const lines = rankLines({ conv_1: 60, score: 1 }, { conv_1: 50, score: null }, { conv_1: 40, score: 1 });
    const { page, text } = await reportOf(await makeRun({ "metrics.jsonl": lines }));
    expect(textsOf(page, ".spectra h3")).toEqual(["Effective rank over the steps"]);
    expect(textsOf(page, ".spectra svg text")).toEqual(expect.arrayContaining(["conv_1", "score", "step", "10"]));
    expect(text).not.toMatch(/NaN|Infinity|undefined/);
    expect(textsOf((await reportOf(await makeRun({ "metrics.jsonl": metricsLines(20) }))).page, ".spectra")).toEqual(
      [],
    );
    expect(
      textsOf((await reportOf(await makeRun({ "metrics.jsonl": rankLines({ a: null }) }))).page, ".spectra"),
    ).toEqual([]);
  });

  it("charts it as a share of the full rank where the spectra tell that of every layer", async () => {
    const lines = rankLines({ conv_1: 4, score: 1 }, { conv_1: 1, score: 1 });
    const [conv, score] = [spectrum("conv_1", [2, 1, 1, 1]), spectrum("score", [1])];
    const both = await reportOf(await makeRun({ "metrics.jsonl": lines, "evaluation.json": evaluation(conv, score) }));
    expect(textsOf(both.page, ".spectra svg[aria-label^=Effective] text")).toEqual(
      expect.arrayContaining(["0%", "100%", "conv_1"]),
    );
    const one = await reportOf(await makeRun({ "metrics.jsonl": lines, "evaluation.json": evaluation(conv) }));
    expect(textsOf(one.page, ".spectra svg[aria-label^=Effective] text")).not.toContain("100%");
  });

  it("gives a layer one colour in the chart, in the table and over the steps", async () => {
    const [one, two] = [spectrum("score", [1]), spectrum("conv_1", [2, 1])];
    const lines = rankLines({ score: 1, conv_1: 2 }, { score: 1, conv_1: 1 });
    const { page } = await reportOf(await makeRun({ "metrics.jsonl": lines, "evaluation.json": evaluation(one, two) }));
    const strokes = (selector: string): (string | null)[] =>
      [...page.querySelectorAll(selector)].map((element) => element.getAttribute("stroke"));
    expect(strokes(".spectra table .swatch line")).toEqual(["var(--curve-1)"]);
    expect(strokes(".spectra svg[aria-label^=Squared] [aria-label=line] g")[0]).toBe("var(--curve-1)");
    expect(strokes(".spectra svg[aria-label^=Effective] [aria-label=line] g").slice(0, 2)).toEqual([
      "var(--curve-0)",
      "var(--curve-1)",
    ]);
  });

  it("labels powers of ten, each once", async () => {
    const { page } = await reportOf(await makeRun({ "evaluation.json": evaluation(spectrum("a", [1, 0.3])) }));
    const labels = textsOf(page, ".spectra svg:not(.swatch) text").filter((text) => /^1(?:0⁻.)?$/.test(text));
    expect(labels).toEqual(["10⁻²", "10⁻¹", "1"]);
  });

  it("thins a spectrum of a million values, and charts no more layers than can be told apart", async () => {
    const long = spectrum(
      "long",
      Array.from({ length: 1_000_000 }, (_, i) => 1 / (i + 1)),
      1_000_000,
    );
    const thinned = await reportOf(await makeRun({ "evaluation.json": evaluation(long) }));
    const [path] = [...thinned.page.querySelectorAll(".spectra svg [aria-label=line] path")];
    expect(path?.getAttribute("d")?.split("L").length).toBeLessThanOrEqual(200);
    const many = Array.from({ length: 60 }, (_, i) => spectrum(`layer_${i}`, [2, 1]));
    const ranks = Object.fromEntries(many.map(({ layer }) => [layer, 1]));
    const files = { "evaluation.json": evaluation(...many), "metrics.jsonl": rankLines(ranks, ranks) };
    const { page } = await reportOf(await makeRun(files));
    expect(textsOf(page, ".spectra .note")[0]).toMatch(/The last 32 layers are in the table only\.$/);
    expect(textsOf(page, ".spectra tbody tr")).toHaveLength(60);
    expect(textsOf(page, ".spectra svg:not(.swatch) text").filter((text) => text.startsWith("layer_"))).toHaveLength(
      56,
    );
  });

  it("escapes what comes from the files", async () => {
    const evil = `"'><script src=//evil.example/x></script>`;
    const files = {
      "evaluation.json": evaluation(spectrum(evil, [2, 1]), spectrum(`${evil}2`, [2])),
      "metrics.jsonl": rankLines({ [evil]: 1 }),
    };
    const { page } = await reportOf(await makeRun(files));
    expect([...page.querySelectorAll("script")]).toEqual([]);
    expect(textsOf(page, ".spectra tbody th")).toEqual([evil, `${evil}2`]);
  });
});
