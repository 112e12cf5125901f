import { describe, expect, it } from "vitest";
import { readEvaluation } from "../../src/report/read-evaluation.ts";
import { scoreOf } from "./scores.ts";
import { makeRun, removeRunFolders } from "./support.ts";

const spectrum = { layer: "conv", rows: 2, columns: 9, singularValues: [2, 1], entropy: 0.6365, effectiveRank: 1.89 };

async function evaluationOf(content: unknown): Promise<Awaited<ReturnType<typeof readEvaluation>>> {
  const text = typeof content === "string" ? content : JSON.stringify(content);
  return readEvaluation(await makeRun({ "evaluation.json": text }));
}

describe("readEvaluation", () => {
  removeRunFolders();

  it("reads scores with their floors, and spectra", async () => {
    const { value, protocol } = scoreOf("", 1, { nFake: 1000 });
    const scores = [{ ...scoreOf("FID-mnist", 9), floor: { value, protocol } }, scoreOf("IS-mnist", 5, {}, 0.5)];
    const read = await evaluationOf({ run: "r", step: 40, scores, spectra: [spectrum] });
    expect(read).toEqual({ step: 40, scores, spectra: [spectrum], leftOut: 0 });
  });

  it("reads a floor that bears the score's name too", async () => {
    const floor = scoreOf("FID-mnist", 1);
    const read = await evaluationOf({ scores: [{ ...scoreOf("FID-mnist", 9), floor }] });
    expect(read?.scores[0]?.floor).toEqual({ value: 1, protocol: floor.protocol });
  });

  it("is nothing where there is no such file, or none that can be read", async () => {
    expect(await readEvaluation(await makeRun({}))).toBeUndefined();
    for (const damaged of ['{"scores": [', "[]", "null", "3", '"x"'])
      expect(await evaluationOf(damaged)).toBeUndefined();
  });

  it("leaves out entries that cannot be read and counts them", async () => {
    const scores = [scoreOf("FID-mnist", 9), { name: "FID-mnist" }, { ...scoreOf("KID-mnist", 1), floor: 3 }];
    const spectra = [
      spectrum,
      { ...spectrum, rows: 0 },
      { ...spectrum, rows: 1.5 },
      { ...spectrum, singularValues: "2" },
      7,
    ];
    const read = await evaluationOf({ step: "x", scores, spectra });
    expect(read?.scores.map(({ name, floor }) => [name, floor])).toEqual([
      ["FID-mnist", undefined],
      ["KID-mnist", undefined],
    ]);
    expect([read?.spectra.length, read?.leftOut, read?.step]).toEqual([1, 5, undefined]);
    expect(await evaluationOf({ scores: 3, spectra: {} })).toEqual({ scores: [], spectra: [], leftOut: 0 });
  });

  it("orders singular values, and keeps those that are finite", async () => {
    const read = await evaluationOf({
      spectra: [{ ...spectrum, singularValues: [1, null, 3, -1, "x", 2], entropy: null, effectiveRank: "x" }],
    });
    expect(read?.spectra).toEqual([
      { ...spectrum, singularValues: [3, 2, 1], entropy: Number.NaN, effectiveRank: Number.NaN },
    ]);
  });

  it("takes no more than 200 scores and spectra", async () => {
    const read = await evaluationOf({ scores: Array.from({ length: 1000 }, () => scoreOf("FID-mnist", 1)) });
    expect([read?.scores.length, read?.leftOut]).toEqual([200, 800]);
  });
});
