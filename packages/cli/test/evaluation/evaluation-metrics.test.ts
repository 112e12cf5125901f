import { describe, expect, it } from "vitest";
import { checkedMetrics, metricsOf } from "../../src/evaluation/evaluation-metrics.ts";
import { UsageError } from "../../src/internal/cli-error.ts";

describe("metricsOf", () => {
  it("knows which metrics apply to which samples", () => {
    expect(metricsOf("mnist")).toEqual(["is", "fid", "kid", "precision", "recall", "density", "coverage"]);
    expect(metricsOf("ring8")).toEqual(["modes", "high-quality", "precision", "recall", "density", "coverage"]);
    // a spiral without modes
    expect(metricsOf("swiss-roll")).toEqual(["precision", "recall", "density", "coverage"]);
  });
});

describe("checkedMetrics", () => {
  it("reads names with commas between, in one order, each once", () => {
    expect(checkedMetrics(" recall,FID,fid ", "mnist")).toEqual(["fid", "recall"]);
  });

  it.each([
    ["fidd", "mnist", /^--metrics: must be names of is, fid, .* received "fidd"; did you mean "fid"\?$/],
    ["fid", "ring8", /which apply to ring8, with commas between, received "fid"/],
    ["modes", "swiss-roll", /which apply to swiss-roll, .*received "modes"/],
    ["", "mnist", /received ""$/],
    ["fid,,kid", "mnist", /received ""$/],
  ] as const)("refuses %j of %s", (text, dataset, says) => {
    expect(() => checkedMetrics(text, dataset)).toThrow(UsageError);
    expect(() => checkedMetrics(text, dataset)).toThrow(says);
  });
});
