import { type Html, html } from "./html.ts";
import { lineChart } from "./line-chart.ts";
import type { Metrics } from "./read-metrics.ts";
import { finitePoints } from "./series.ts";

const parts = [
  { key: "stepMs", name: "whole step" },
  { key: "criticMs", name: "critic" },
  { key: "generatorMs", name: "generator" },
];

/**
 * How long the steps took. The frame ends a little above the 98th percentile, because the first step, which compiles
 * and allocates, would press all others flat; the note says how many lie above.
 *
 * @param metrics - the metrics of the run
 * @returns the card; nothing where no time was measured
 */
export function stepTimeCard({ scalars }: Metrics): Html[] {
  const curves = parts.flatMap(({ key, name }, style) => {
    const points = finitePoints(scalars.get(key)?.points ?? []);
    return points.length === 0 ? [] : [{ name, style, points }];
  });
  if (curves.length === 0) return [];
  const slowest = curves.map(({ points }) => percentile98(points.map(({ value }) => value)));
  const top = Math.max(...slowest) * 1.15 || 1;
  const above = Math.max(...curves.map(({ points }) => points.filter(({ value }) => value > top).length));
  const note = above === 0 ? "" : `${above} ${above === 1 ? "step lies" : "steps lie"} above the frame.`;
  const chart = lineChart(curves, { title: "Milliseconds of every step", range: [0, top] });
  return [
    html`<div class="card">
      <h3>Time of a step, in ms</h3>
      ${chart}
      <p class="note">${note}</p>
    </div>`,
  ];
}

function percentile98(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.ceil(0.98 * sorted.length) - 1] ?? 0;
}
