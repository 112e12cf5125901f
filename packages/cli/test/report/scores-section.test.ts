import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Score } from "@lipschitz-gan/metrics";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { scoreOf, scoresLine } from "./scores.ts";
import { makeRun, metricsLines, removeRunFolders, reportOf, textsOf } from "./support.ts";

const large = { nReal: 10_000, nFake: 10_000 };

function evaluation(...scores: readonly (Score & { floor?: unknown })[]): string {
  return JSON.stringify({ run: "run", step: 30, scores, spectra: [] });
}

/** Lines of the steps 10, 20 and 30, whose scores a function gives. */
function lines(scoresAt: (step: number) => readonly Score[]): string {
  return [10, 20, 30].map((step) => scoresLine(step, ...scoresAt(step))).join("");
}

const mnist = lines((step) => [
  scoreOf("IS-mnist", step / 10, { nReal: 0, split: "none", parameters: { splits: 10 } }, 0.25),
  scoreOf("FID-mnist", 90 / step),
  scoreOf("KID-mnist", 9 / step, { parameters: { subsets: 20, subsetSize: 500 } }, 0.02),
  scoreOf("precision-mnist", step / 40, { parameters: { neighbours: 3 } }),
  scoreOf("recall-mnist", step / 50, { parameters: { neighbours: 3 } }),
  scoreOf("density-mnist", step / 20, { parameters: { neighbours: 5 } }),
  scoreOf("coverage-mnist", step / 60, { parameters: { neighbours: 5 } }),
]);

describe("the section of how good the samples are", () => {
  removeRunFolders();

  it("has a chart for every family of metrics, with the protocol of each", async () => {
    const { page } = await reportOf(await makeRun({ "metrics.jsonl": mnist }));
    expect(textsOf(page, ".scores h3")).toEqual([
      "FID-mnist",
      "KID-mnist",
      "IS-mnist",
      "precision-mnist and recall-mnist",
      "density-mnist and coverage-mnist",
    ]);
    const notes = textsOf(page, ".scores .note");
    expect(notes[0]).toMatch(/lower is better\. Last FID: 3, at step 30\.$/);
    expect(notes[1]).toBe(
      "2000 generated samples (seed 0) against 2000 real ones of mnist (train); resize none; " +
        "features of mnist 0123456789ab, 99.12 % accurate, float32.",
    );
    expect(notes[3]).toMatch(/float32; subsets 20, subsetSize 500\.$/);
    expect(notes[4]).toMatch(/Last IS: 3 ± 0\.25, at step 30\. Band: ± one standard deviation/);
    expect(notes[5]).toMatch(/^2000 generated samples \(seed 0\); resize none; .*splits 10\.$/);
    expect(notes[6]).toMatch(/Last precision: 0\.7500, at step 30\. Last recall: 0\.6000, at step 30\.$/);
    expect(textsOf(page, ".scores svg[aria-label^=precision] text")).toEqual(
      expect.arrayContaining(["precision", "recall", "1.0"]),
    );
    // bands where there is a spread, and nowhere else
    expect([...page.querySelectorAll(".scores svg [aria-label=area]")]).toHaveLength(2);
    expect(textsOf(page, ".tiles dt")).toContain("FID-mnist");
    expect(textsOf(page, ".tiles .note")).toContain("2000 samples against 2000 real");
  });

  it("draws the most that an Inception Score can be for the classifiers of this project only", async () => {
    const { page } = await reportOf(await makeRun({ "metrics.jsonl": mnist }));
    expect(textsOf(page, ".scores svg[aria-label^=IS] text")).toContain("10 classes");
    const extractor = { name: "own", sha256: null, accuracy: null };
    const own = await reportOf(await makeRun({ "metrics.jsonl": lines(() => [scoreOf("IS-own", 2, { extractor })]) }));
    expect(textsOf(own.page, ".scores svg text").join(" ")).not.toMatch(/classes/);
    expect(textsOf(own.page, ".scores .note").join(" ")).toMatch(/features of own, float32/);
  });

  it("shows shares from 0 to 1, however far apart they are, and wide distances on a logarithmic axis", async () => {
    const parameters = { neighbours: 3 };
    const wide = lines((step) => [
      scoreOf("precision-mnist", step / 10_000, { parameters }),
      scoreOf("recall-mnist", 0.99, { parameters }),
      scoreOf("FID-mnist", 10 ** (step / 10)),
    ]);
    const { page } = await reportOf(await makeRun({ "metrics.jsonl": wide }));
    expect(textsOf(page, ".scores svg[aria-label^=precision] text")).toEqual(
      expect.arrayContaining(["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"]),
    );
    // 10, 100 and 1000 at even distances
    expect(textsOf(page, ".scores svg[aria-label^=FID] text")).toEqual(expect.arrayContaining(["10", "100", "1k"]));
  });

  it("draws the line of real samples where it was measured in the same way", async () => {
    const splits = { nReal: 0, split: "none", parameters: { splits: 10 } } as const;
    const neighbours = { parameters: { neighbours: 3 } };
    const floors = [
      ["FID-mnist", 0.5, {}],
      ["IS-mnist", 9.75, splits],
      ["precision-mnist", 0.8, neighbours],
      ["recall-mnist", 0.7, neighbours],
    ] as const;
    const scores = floors.map(([name, value, changes]) => {
      const { protocol } = scoreOf(name, value, changes);
      return { name, value: 1, protocol, floor: { value, protocol } };
    });
    const { page } = await reportOf(
      await makeRun({ "metrics.jsonl": mnist, "evaluation.json": evaluation(...scores) }),
    );
    const labels = (metric: string): string[] => textsOf(page, `.scores svg[aria-label^=${metric}] text`);
    expect(labels("FID").filter((text) => text === "real")).toHaveLength(1);
    expect(labels("precision").filter((text) => text === "real")).toHaveLength(2);
    expect(labels("IS")).not.toContain("10 classes");
    const notes = textsOf(page, ".scores .grid .note").join(" ");
    expect(notes).toMatch(/Dotted: other real samples in place of the generated ones, FID 0\.5000\./);
    expect(notes).toMatch(/generated ones, precision 0\.8000, recall 0\.7000\./);
    expect(notes).not.toMatch(/not comparable/);
  });

  it("says what real samples get, and draws no line, where that was measured otherwise", async () => {
    const score = { ...scoreOf("FID-mnist", 4, large), floor: scoreOf("FID-mnist", 0.25, large) };
    const { page } = await reportOf(await makeRun({ "metrics.jsonl": mnist, "evaluation.json": evaluation(score) }));
    expect(textsOf(page, ".scores .grid .note")[0]).toMatch(
      /Real samples get FID 0\.2500 under another protocol \(nReal 10000 instead of 2000, nFake 10000 instead of 2000\): not comparable, not drawn\.$/,
    );
    expect(textsOf(page, ".scores svg text")).not.toContain("real");
  });

  it("joins no values of two protocols: those of the earlier one are pale", async () => {
    const metrics = lines((step) => [scoreOf("FID-mnist", 90 / step, { nFake: step < 30 ? 500 : 2000 })]);
    const { page } = await reportOf(await makeRun({ "metrics.jsonl": metrics }));
    expect(textsOf(page, ".scores .note").join(" ")).toMatch(
      /Pale: values before step 30 were measured otherwise \(nFake 500 instead of 2000\) and cannot be compared\. 2000 generated/,
    );
    // the line of two earlier values, and the dot of the single last one
    expect(
      [
        ...page.querySelectorAll(
          ".scores svg [aria-label=line] [stroke-opacity], .scores svg [aria-label=line][stroke-opacity='0.45']",
        ),
      ].length,
    ).toBeGreaterThan(0);
    expect([...page.querySelectorAll(".scores svg [aria-label=dot] circle")]).toHaveLength(1);
  });

  it("tabulates the evaluation beside real samples, the shared protocol once", async () => {
    const fid = { ...scoreOf("FID-mnist", 4, large), floor: scoreOf("FID-mnist", 0.25, large) };
    const kid = { ...scoreOf("KID-mnist", 0.01, { ...large, parameters: { subsets: 100 } }, 0.002), floor: 3 };
    const coverage = {
      ...scoreOf("coverage-mnist", 0.5, large),
      floor: scoreOf("coverage-mnist", 0.9, { ...large, nFake: 5000 }),
    };
    const { page } = await reportOf(await makeRun({ "evaluation.json": evaluation(fid, kid, coverage) }));
    expect(textsOf(page, ".scores h3")).toEqual(["Evaluation at step 30"]);
    expect(textsOf(page, ".scores tr")).toEqual([
      "score generated samples real samples parameters",
      "FID-mnist 4 0.2500",
      "KID-mnist 0.01000 ± 0.0020 subsets 100",
      "coverage-mnist 0.5000 0.9000",
    ]);
    const notes = textsOf(page, ".scores .note");
    expect(notes).toHaveLength(3);
    expect(notes[1]).toMatch(/^Real samples of coverage-mnist: another protocol \(nFake 5000 instead of 10000\)\./);
    expect(notes[2]).toMatch(/^10000 generated samples .* 0123456789ab, 99\.12 % accurate, float32\.$/);
  });

  it("tells the protocols apart where the scores do not share one, and has no column for floors without any", async () => {
    const scores = [
      scoreOf("IS-mnist", 4, { nReal: 0, split: "none" }),
      scoreOf("FID-mnist", 4),
      scoreOf("KID-mnist", 1),
    ];
    const { page } = await reportOf(await makeRun({ "evaluation.json": evaluation(...scores) }));
    expect(textsOf(page, ".scores tr")[0]).toBe("score generated samples parameters");
    expect(textsOf(page, ".scores .note").map((note) => note.replace(/: .*/, ""))).toEqual([
      "IS-mnist",
      "FID-mnist, KID-mnist",
    ]);
  });

  it("charts no coverage of modes a second time, and nothing where nothing was measured", async () => {
    const modes = { covered: 8, of: 8, highQuality: 0.5 };
    const scores = [scoreOf("modes-ring8", 8), scoreOf("high-quality-ring8", 0.5)];
    const { page } = await reportOf(
      await makeRun({ "metrics.jsonl": JSON.stringify({ step: 1, criticLoss: 1, modes, scores }) }),
    );
    expect(textsOf(page, ".scores")).toEqual([]);
    expect(textsOf(page, "h3").slice(0, 2)).toEqual(["Modes covered", "Samples near a mode"]);
    expect(textsOf((await reportOf(await makeRun({ "metrics.jsonl": metricsLines(20) }))).page, ".scores")).toEqual([]);
  });

  it("says what of the evaluation could not be read", async () => {
    const { page } = await reportOf(
      await makeRun({ "evaluation.json": JSON.stringify({ scores: [3], spectra: [{}] }) }),
    );
    expect(textsOf(page, ".scores .note")).toEqual([
      "Entries of evaluation.json that could not be read and are left out: 2.",
    ]);
  });

  it("keeps values that are not finite out of the charts and says how many there were", async () => {
    const scores = [{ ...scoreOf("FID-mnist", 0), value: null }];
    const line = JSON.stringify({ step: 1, criticLoss: 1, scores });
    const { text, page } = await reportOf(
      await makeRun({ "metrics.jsonl": `${line}\n${scoresLine(2, scoreOf("FID-mnist", 3))}` }),
    );
    expect(textsOf(page, ".scores .note")[0]).toMatch(/1 value was not finite and cannot be shown\.$/);
    const alone = await reportOf(await makeRun({ "metrics.jsonl": line }));
    expect(textsOf(alone.page, ".scores svg")).toEqual([]);
    expect(textsOf(alone.page, ".scores .note")[0]).toMatch(/Last FID: not finite, at step 1\./);
    expect(text + alone.text).not.toMatch(/NaN|Infinity|undefined/);
  });

  it("is made of whatever the files hold, with no number that is none, for all damage", async () => {
    const run = await makeRun({});
    const numbers = fc.oneof(fc.double(), fc.constantFrom(1e308, -1e308, 5e-324, 0, -0), fc.constant(null));
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom("FID-mnist", "KID-mnist", "IS-mnist", "recall-mnist"),
        fc.array(fc.tuple(numbers, numbers), { minLength: 1, maxLength: 4 }),
        fc.jsonValue(),
        async (name, values, odd) => {
          const scores = values.map(([value, std]) => ({ ...scoreOf(name, 1), value, std }));
          const all = [...scores.map((score) => [score]), [{ ...scoreOf(name, 1), protocol: odd }], odd];
          const text = all.map((each, step) =>
            JSON.stringify({ step, criticLoss: 1, scores: each, effectiveRank: odd }),
          );
          await writeFile(join(run, "metrics.jsonl"), text.join("\n"));
          const [first] = scores;
          const spectra = [
            { layer: "a", rows: 2, columns: 2, singularValues: values.flat(), entropy: 0, effectiveRank: 1 },
            odd,
          ];
          await writeFile(
            join(run, "evaluation.json"),
            JSON.stringify({ scores: [{ ...first, floor: first }, odd], spectra }),
          );
          const { text: report } = await reportOf(run);
          expect(report).not.toMatch(/NaN|Infinity|undefined/);
        },
      ),
    );
  });

  it("escapes what comes from the files", async () => {
    const evil = `"'><script src=//evil.example/x></script>`;
    const extractor = { name: evil, sha256: evil, accuracy: 1 };
    const changes = { dataset: evil, resize: evil, dtype: evil, extractor, parameters: { [evil]: 1 } };
    const score = {
      ...scoreOf(`FID-${evil}`, 1, changes),
      floor: scoreOf(`FID-${evil}`, 2, { ...changes, resize: `${evil}2` }),
    };
    const files = { "metrics.jsonl": lines(() => [score]), "evaluation.json": evaluation(score) };
    const { page } = await reportOf(await makeRun(files));
    expect([...page.querySelectorAll("script")]).toEqual([]);
    expect(textsOf(page, ".scores h3")).toContain(`FID-${evil}`);
  });

  it("stays small, however many evaluations, extractors and protocols there were", async () => {
    const metrics = Array.from({ length: 2000 }, (_, step) => {
      const extractor = { name: `x${step % 50}`, sha256: null, accuracy: null };
      return scoresLine(
        step,
        scoreOf(`FID-x${step % 50}`, 2, { extractor, nFake: step }),
        scoreOf("FID-mnist", step, { seed: step }),
      );
    }).join("");
    const { text } = await reportOf(await makeRun({ "metrics.jsonl": metrics }));
    expect(text.length).toBeLessThan(200_000);
  });
});
