import { type Html, html } from "./html.ts";
import { isWide } from "./is-wide.ts";
import { lineChart } from "./line-chart.ts";
import type { ShownSpectrum } from "./read-evaluation.ts";
import { finitePoints, type Series } from "./series.ts";

/** The most layers in the chart: with more, colours and dashes would begin anew. */
const mostCharted = 28;

/**
 * The effective rank of every layer over the steps, as a share of the full rank where that is known of all.
 *
 * @param layers - a curve a layer
 * @param spectra - of the same layers, for their sizes; may be empty
 * @returns heading, chart and note; nothing where it was measured nowhere
 */
export function effectiveRankChart(layers: readonly Series[], spectra: readonly ShownSpectrum[]): Html[] {
  const curves = layers
    .slice(0, mostCharted)
    .map(({ name, points }, style) => ({ name, style, points: finitePoints(points) }))
    .filter(({ points }) => points.length > 0);
  if (curves.length === 0) return [];
  const fullRanks = new Map(spectra.map(({ layer, rows, columns }) => [layer, Math.min(rows, columns)]));
  const isShare = curves.every(({ name }) => fullRanks.has(name));
  const drawn = isShare ? curves.map((curve) => sharesOf(curve, fullRanks.get(curve.name) ?? 1)) : curves;
  const chart = lineChart(drawn, {
    title: "Effective rank of every layer over the steps",
    height: Math.max(260, 70 + 14 * curves.length),
    ...(isShare ? { range: [0, 1.02] as const, format: "~%" } : { log: isWide(curves) }),
  });
  const note = isShare
    ? "Of the full rank, which is the smaller side of a layer's matrix."
    : "At most the smaller side of a layer's matrix.";
  return [html`<h3>Effective rank over the steps</h3>`, chart, html`<p class="note">${note}</p>`];
}

function sharesOf<T extends Series>(curve: T, fullRank: number): T {
  return { ...curve, points: curve.points.map(({ step, value }) => ({ step, value: value / fullRank })) };
}
