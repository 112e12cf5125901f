import { describe, expect, it } from "vitest";
import { formatReports } from "../../src/kit/format-reports.ts";
import { formatStatistics } from "../../src/kit/format-statistics.ts";
import type { LawReport } from "../../src/kit/law-report.ts";

const held: LawReport = {
  subject: "max-norm",
  law: "constraint/row-norm-always",
  statement: "The row-norm is at most what is promised always.",
  runs: 50,
  worst: 9.24e-8,
  allowed: 4.77e-7,
  ratio: 0.194,
  holds: true,
  statistics: { "batch: 1": 30, "batch: 2": 20, odd: 10, "scale: 2^-40": 0.3 },
  skipped: 0,
  seconds: 0.1,
};
const exact: LawReport = { ...held, law: "constraint/frees-all", worst: 0, allowed: 0, ratio: 0 };
const broken: LawReport = {
  ...held,
  runs: 2,
  worst: 0.41421356,
  ratio: 868369,
  holds: false,
  counterexample: {
    given: {},
    shown: "critic: dense 2 -> 1\nscore/kernel [2, 1] = [1; 1]",
    failure: "row-norm of score/kernel, 1.41421 where at most 1 is promised: off by 0.4142, at most 4.77e-7 is allowed",
    seed: 7,
    path: "0:1",
    shrinks: 3,
  },
};

describe("formatReports", () => {
  it("is a table a subject, with exact laws and limits told apart", () => {
    expect(formatReports([held, exact, { ...held, subject: "other" }])).toBe(
      [
        "max-norm                        runs   worst  allowed  ratio",
        "  ✓ constraint/row-norm-always    50  9.2e-8   4.8e-7   0.19",
        "  ✓ constraint/frees-all          50       0    exact",
        "",
        "other                           runs   worst  allowed  ratio",
        "  ✓ constraint/row-norm-always    50  9.2e-8   4.8e-7   0.19",
      ].join("\n"),
    );
  });

  it("explains a broken law, and how to meet the case again", () => {
    expect(formatReports([broken, exact], { columns: 80, seed: 7, runs: 100 })).toBe(
      [
        "max-norm                        runs   worst  allowed  ratio",
        "  ✗ constraint/row-norm-always     2    0.41   4.8e-7  8.7e5",
        "",
        "      law       The row-norm is at most what is promised always.",
        "      found     row-norm of score/kernel, 1.41421 where at most 1 is promised:",
        "                  off by 0.4142, at most 4.77e-7 is allowed",
        "      case      critic: dense 2 -> 1",
        "                score/kernel [2, 1] = [1; 1]",
        "      replay    --seed 7 --runs 100 --law constraint/row-norm-always",
        "",
        "  ✓ constraint/frees-all          50       0    exact",
      ].join("\n"),
    );
  });

  it("keeps to the width of the terminal, down to 60", () => {
    for (const columns of [1, 60, 72, 100, 160]) {
      const lines = formatReports([broken, exact], { columns }).split("\n");
      expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(Math.max(66, columns));
    }
  });

  it("shows errors and NaN as infinite, and nothing for nothing", () => {
    const infinite = { ...broken, worst: Infinity, allowed: 0, ratio: Infinity };
    expect(formatReports([infinite])).toContain("✗ constraint/row-norm-always     2       ∞    exact\n");
    expect(formatReports([])).toBe("");
  });
});

describe("formatStatistics", () => {
  it("gives shares by key, and says what was left out", () => {
    expect(formatStatistics([held, { ...exact, skipped: 3, statistics: {} }])).toBe(
      [
        "max-norm",
        "  constraint/row-norm-always, 50 cases",
        "      batch: 1 60 %, 2 40 %",
        "      odd 20 %",
        "      scale: 2^-40 < 1 %",
        "  constraint/frees-all, 50 cases, and 3 left out",
      ].join("\n"),
    );
  });
});
