import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compareScores, describeScore, type Score, ScoreMismatchError } from "@lipschitz-gan/metrics";

const protocol: Score["protocol"] = {
  dataset: "mnist",
  nReal: 10_000,
  split: "test",
  nFake: 5000,
  seed: 0,
  resize: "none",
  dtype: "float32",
  extractor: { name: "mnist", sha256: "0123456789abcdef".repeat(4), accuracy: 0.9912 },
  parameters: { subsets: 100, subsetSize: 1000 },
};

const scoreOf = (name: string, value: number, std?: number): Score => ({
  name,
  value,
  ...(std === undefined ? {} : { std }),
  protocol,
});

/** A protocol as text; sorted, since the order of the parameters does not matter. */
const text = ({ parameters, ...rest }: Score["protocol"]): string =>
  JSON.stringify([rest, ["k", "splits"].map((name) => parameters[name] ?? "none")]);

/** Whether two scores of these protocols can be compared. */
function isComparable(a: Score["protocol"], b: Score["protocol"]): boolean {
  try {
    compareScores({ name: "FID-x", value: 1, protocol: a }, { name: "FID-x", value: 1, protocol: b });
    return true;
  } catch (error) {
    if (error instanceof ScoreMismatchError) return false;
    throw error;
  }
}

/** The error of a comparison. */
function refusal(a: Score, b: Score): ScoreMismatchError {
  try {
    compareScores(a, b);
  } catch (error) {
    if (error instanceof ScoreMismatchError) return error;
    throw error;
  }
  throw new Error("expected compareScores to refuse");
}

describe("compareScores", () => {
  it.each([
    "IS-mnist",
    "precision-mnist",
    "recall-points",
    "density-x",
    "coverage-x",
    "modes-ring8",
    "high-quality-ring8",
  ])("says that higher is better for %s", (name) => {
    expect(compareScores(scoreOf(name, 3), scoreOf(name, 1))).toEqual({ difference: 2, better: "a" });
    expect(compareScores(scoreOf(name, 1), scoreOf(name, 3))).toEqual({ difference: -2, better: "b" });
    expect(compareScores(scoreOf(name, 1), scoreOf(name, 1))).toEqual({ difference: 0, better: "equal" });
  });

  it.each(["FID-mnist", "FID-inception-v3", "KID-cifar10"])("says that lower is better for %s", (name) => {
    expect(compareScores(scoreOf(name, 3), scoreOf(name, 1))).toEqual({ difference: 2, better: "b" });
    expect(compareScores(scoreOf(name, -1), scoreOf(name, 3))).toEqual({ difference: -4, better: "a" });
  });

  it("combines standard deviations where both scores have one", () => {
    expect(compareScores(scoreOf("KID-mnist", 3, 0.3), scoreOf("KID-mnist", 1, 0.4)).combinedStd).toBe(0.5);
    expect(compareScores(scoreOf("KID-mnist", 3, 0.3), scoreOf("KID-mnist", 1))).not.toHaveProperty("combinedStd");
  });

  it("names every field that differs, with both values", () => {
    const other: Score = {
      ...scoreOf("FID-mnist", 2),
      protocol: {
        ...protocol,
        nFake: 10_000,
        extractor: { ...protocol.extractor, sha256: "f", accuracy: null },
        parameters: { subsets: 100, degree: 3 },
      },
    };
    const error = refusal(scoreOf("FID-mnist", 1), other);
    expect(error.mismatches).toEqual([
      { field: "protocol.nFake", a: 5000, b: 10_000 },
      { field: "protocol.extractor.sha256", a: protocol.extractor.sha256, b: "f" },
      { field: "protocol.extractor.accuracy", a: 0.9912, b: null },
      { field: "protocol.parameters.subsetSize", a: 1000, b: undefined },
      { field: "protocol.parameters.degree", a: undefined, b: 3 },
    ]);
    expect(error.message).toBe(
      "compareScores: scores must be measured in the same way, received protocol.nFake 5000 and 10000; " +
        `protocol.extractor.sha256 "${protocol.extractor.sha256}" and "f"; protocol.extractor.accuracy 0.9912 and null; ` +
        "protocol.parameters.subsetSize 1000 and none; protocol.parameters.degree none and 3; measure both anew",
    );
    expect(error.code).toBe("ERR_SCORE_MISMATCH");
    expect(refusal(scoreOf("FID-mnist", 1), scoreOf("KID-mnist", 1)).mismatches).toEqual([
      { field: "name", a: "FID-mnist", b: "KID-mnist" },
    ]);
  });

  it.each(["FID", "FID-", "fid-mnist", "FIDmnist", "constructor", "accuracy-mnist", ""])(
    "refuses the unknown metric %o",
    (name) => {
      expect(() => compareScores(scoreOf(name, 1), scoreOf(name, 2))).toThrow(
        /METRIC-EXTRACTOR with METRIC one of IS, FID, KID.*received "/,
      );
    },
  );

  it("refuses values that are no numbers", () => {
    expect(() => compareScores(scoreOf("FID-x", 1), scoreOf("FID-x", NaN))).toThrow(/received NaN of b/);
    expect(() => compareScores(scoreOf("FID-x", Infinity), scoreOf("FID-x", 1))).toThrow(/received Infinity of a/);
  });

  it("refuses any two protocols that differ in one field, and no others, for all protocols", () => {
    const protocols = fc.record({
      dataset: fc.constantFrom("mnist", "cifar10"),
      nReal: fc.nat(2),
      split: fc.constantFrom<Score["protocol"]["split"]>("train", "test", "none"),
      nFake: fc.nat(2),
      seed: fc.nat(1),
      resize: fc.constantFrom("none", "bilinear"),
      dtype: fc.constant("float32"),
      extractor: fc.record({
        name: fc.constantFrom("mnist", "points"),
        sha256: fc.constantFrom(null, "a", "b"),
        accuracy: fc.constantFrom(null, 0.5, 1),
      }),
      parameters: fc.dictionary(fc.constantFrom("k", "splits"), fc.nat(1)),
    });
    fc.assert(
      fc.property(protocols, protocols, fc.boolean(), (a, b, same) => {
        const second = same ? structuredClone(a) : b;
        expect(isComparable(a, second)).toBe(text(a) === text(second));
      }),
    );
  });
});

describe("describeScore", () => {
  it("prints value, spread and protocol", () => {
    expect(describeScore(scoreOf("KID-mnist", -0.0123456789, 0.00045)).split("\n")).toEqual([
      "KID-mnist -0.0123457 ± 0.00045",
      "  real: 10000 of mnist (test); generated: 5000, seed 0",
      "  extractor: mnist, sha256 0123456789ab, accuracy 99.12 %; resize none; float32",
      "  parameters: subsets 100, subsetSize 1000",
    ]);
  });

  it("leaves out what a score does not have", () => {
    const extractor = { name: "points", sha256: null, accuracy: null };
    const plain = { ...protocol, nReal: 0, split: "none", extractor, parameters: {} } as const;
    expect(describeScore({ name: "IS-points", value: 8, protocol: plain }).split("\n")).toEqual([
      "IS-points 8",
      "  real: none of mnist; generated: 5000, seed 0",
      "  extractor: points, no weights; resize none; float32",
    ]);
  });
});
