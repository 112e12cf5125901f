import * as fc from "fast-check";
import { parseHTML } from "linkedom";
import { describe, expect, it } from "vitest";
import { lineChart, type LineChartOptions } from "../../src/report/line-chart.ts";
import type { Point } from "../../src/report/series.ts";
import { type ParsedPage, textsOf } from "./support.ts";

function chartOf(points: readonly Point[], options: Partial<LineChartOptions> = {}): ParsedPage {
  const { markup } = lineChart([{ name: "curve", style: 0, points }], { title: "A chart", ...options });
  return parseHTML(`<!doctype html><body>${markup}</body>`).document;
}

const two: readonly Point[] = [
  { step: 1, value: 1 },
  { step: 9, value: 2 },
];

describe("lineChart", () => {
  it("is over steps unless it is told of another axis", () => {
    expect(textsOf(chartOf(two), "text")).toEqual(expect.arrayContaining(["step", "4", "curve"]));
    const other = textsOf(chartOf(two, { x: { label: "share", domain: [0, 0.5] } }), "text");
    expect(other).toEqual(expect.arrayContaining(["share", "0.1", "0.5"]));
    expect(other).not.toContain("step");
  });

  it("has a band where points have a standard deviation, a whisker where there is a single one, and room for either", () => {
    const spread = two.map((point) => ({ ...point, std: 40 }));
    expect([...chartOf(two).querySelectorAll("[aria-label=area]")]).toHaveLength(0);
    const band = chartOf(spread);
    expect([...band.querySelectorAll("[aria-label=area] path")]).toHaveLength(1);
    expect(textsOf(band, "text")).toEqual(expect.arrayContaining(["−40", "40"]));
    const single = chartOf(spread.slice(1));
    expect([...single.querySelectorAll("[aria-label=rule] line")]).toHaveLength(1);
    expect([...single.querySelectorAll("[aria-label=dot] circle")]).toHaveLength(1);
    expect(textsOf(single, "text")).toContain("40");
  });

  it("labels a dotted line above its end or among the curves' names, and makes room for it", () => {
    const rules = [
      { value: 50, label: "above it" },
      { value: 60, label: "right of it", labelAt: "right", style: 1 },
    ] as const;
    const chart = chartOf(two, { rules });
    expect(textsOf(chart, "text")).toEqual(expect.arrayContaining(["60", "above it", "right of it", "curve"]));
    const lines = [...chart.querySelectorAll("[aria-label=rule]")].map((line) => line.getAttribute("stroke"));
    expect(lines).toEqual(["currentColor", "var(--curve-1)"]);
  });

  it("formats values with a function", () => {
    expect(textsOf(chartOf(two, { format: (value) => `<${value}>` }), "text")).toContain("<1.2>");
  });

  it("has pixels for values far outside of its frame", () => {
    // of the first the scale makes an infinite pixel, the second overflows before that
    for (const value of [8.4e305, 1.7e308]) {
      const points = [{ step: 0, value, std: value }, ...two];
      const options = { title: "A chart", range: [0, 1.02], rules: [{ value: -value, label: "" }] } as const;
      expect(lineChart([{ name: "curve", style: 0, points }], options).markup).not.toMatch(/NaN|Infinity/);
    }
  });

  it("has pixels for all finite numbers, on either axis", () => {
    const real = fc.oneof(
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.constantFrom(1.7e308, -1.7e308, 5e-324, 0),
    );
    const spread = real.map(Math.abs);
    fc.assert(
      fc.property(fc.array(fc.tuple(real, spread), { minLength: 1, maxLength: 5 }), fc.boolean(), (drawn, log) => {
        const points = drawn.map(([value, std], step) =>
          log ? { step, value: Math.abs(value) || 1 } : { step, value, std },
        );
        const { markup } = lineChart([{ name: "curve", style: 0, points }], { title: "A chart", log });
        expect(markup).not.toMatch(/NaN|Infinity|undefined/);
      }),
    );
  });
});
