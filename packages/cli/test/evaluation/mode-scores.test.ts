import { ring, swissRoll } from "@lipschitz-gan/data";
import type { FeatureSet } from "@lipschitz-gan/metrics";
import { describe, expect, it } from "vitest";
import { modeScores } from "../../src/evaluation/mode-scores.ts";

const extractor = { name: "points", sha256: null, accuracy: null };
/** Two points on a mode each, one between all modes. */
const fake = {
  kept: Float32Array.of(2, 0, 0, 2, 0, 0),
  count: 5,
  dimension: 2,
  dtype: "float32",
  resize: "none",
  extractor,
} as unknown as FeatureSet;

describe("modeScores", () => {
  it("counts the modes that the samples reach, and their share near one", () => {
    const protocol = {
      dataset: "ring8",
      nReal: 0,
      split: "none",
      nFake: 3,
      seed: 7,
      resize: "none",
      dtype: "float32",
      extractor,
      parameters: { modes: 8, std: 0.02, radius: 3 },
    };
    const asked = { metrics: ["modes", "high-quality", "recall"], seed: 7 } as const;
    expect(modeScores(ring(), fake, asked)).toEqual([
      { name: "modes-ring8", value: 2, protocol },
      { name: "high-quality-ring8", value: 2 / 3, protocol },
    ]);
  });

  it("gives only what was asked for, and nothing where there are no modes", () => {
    const names = modeScores(ring(), fake, { metrics: ["high-quality"], seed: 0 }).map(({ name }) => name);
    expect(names).toEqual(["high-quality-ring8"]);
    expect(modeScores(swissRoll(), fake, { metrics: ["modes"], seed: 0 })).toEqual([]);
  });
});
