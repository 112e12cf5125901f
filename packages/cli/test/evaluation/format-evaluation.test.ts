import type { Protocol, Score } from "@lipschitz-gan/metrics";
import { describe, expect, it } from "vitest";
import { formatEvaluation } from "../../src/evaluation/format-evaluation.ts";

const protocol: Protocol = {
  dataset: "mnist",
  nReal: 60,
  nFake: 50,
  seed: 0,
  resize: "none",
  dtype: "float32",
  parameters: {},
  split: "train",
  extractor: { name: "mnist", sha256: "0123456789abcdef".repeat(4), accuracy: 0.99 },
};
const fid: Score = { name: "FID-mnist", value: 12.5, protocol };
const kid: Score = {
  name: "KID-mnist",
  value: 0.25,
  std: 0.125,
  protocol: { ...protocol, parameters: { subsets: 2 } },
};

describe("formatEvaluation", () => {
  it("puts scores beside their floors, tells protocols once, and sums spectra up", () => {
    const lines = formatEvaluation({
      run: "runs/first",
      step: 7,
      scores: [
        { ...fid, floor: { ...fid, value: 0.5 } },
        { ...kid, floor: { ...kid, value: 0, std: 0, protocol: { ...kid.protocol, nFake: 8 } } },
        { ...fid, name: "precision-mnist", value: 1 },
      ],
      spectra: [
        { layer: "first", rows: 4, columns: 9, singularValues: [2, 1, 1, 1], entropy: 1.3, effectiveRank: 3.8 },
      ],
    });
    expect(lines).toEqual([
      "run      runs/first, step 7",
      "",
      "score            value         floor",
      "FID-mnist        12.5          0.5",
      "KID-mnist        0.25 ± 0.125  0 ± 0 (of 8 samples)",
      "precision-mnist  1",
      "",
      "FID-mnist, precision-mnist",
      "  real: 60 of mnist (train); generated: 50, seed 0",
      "  extractor: mnist, sha256 0123456789ab, accuracy 99 %; resize none; float32",
      "KID-mnist",
      "  real: 60 of mnist (train); generated: 50, seed 0",
      "  extractor: mnist, sha256 0123456789ab, accuracy 99 %; resize none; float32",
      "  parameters: subsets 2",
      "",
      "critic's layer  kernel  sigma max  effective rank",
      "first           4 x 9       2.000  3.800 of 4",
      "",
      "floor    the same metric of real samples in place of the generated ones: what a perfect generator would get",
    ]);
  });

  it("lets no name break a line or reach the terminal", () => {
    const evil = { ...protocol, extractor: { ...protocol.extractor, name: "a\u001B[2J\nb" } };
    const lines = formatEvaluation({
      run: "a\nb",
      scores: [{ ...fid, name: "FID-a\u001B[2J\nb", protocol: evil }],
      spectra: [{ layer: "x\ny", rows: 1, columns: 1, singularValues: [1], entropy: 0, effectiveRank: 1 }],
    });
    for (const line of lines) expect(line).not.toMatch(/\p{Cc}/u);
  });
});
