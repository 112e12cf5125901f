import { type Html, html } from "./html.ts";
import { lineChart } from "./line-chart.ts";
import type { ModesPoint } from "./read-metrics.ts";
import { finitePoints } from "./series.ts";

/**
 * How the samples of a mixture spread over its modes: how many are covered, and the share of good samples.
 *
 * @param modes - the coverage by ascending step
 * @returns two cards; nothing where it was not measured
 */
export function modesCards(modes: readonly ModesPoint[]): Html[] {
  const last = modes.at(-1);
  if (last === undefined) return [];
  const covered = { name: "covered", style: 0, points: modes.map(({ step, covered: value }) => ({ step, value })) };
  const shares = finitePoints(modes.map(({ step, highQuality: value }) => ({ step, value })));
  const rule = { value: last.of, label: `all ${last.of}` };
  const coveredChart = lineChart([covered], {
    title: "Modes covered over the steps",
    range: [0, last.of * 1.15],
    rules: [rule],
  });
  const cards = [
    html`<div class="card">
      <h3>Modes covered</h3>
      ${coveredChart}
      <p class="note">A mode is covered if at least one sample lies near it. Last: ${last.covered} of ${last.of}.</p>
    </div>`,
  ];
  if (shares.length === 0) return cards;
  const title = "Share of samples near a mode over the steps";
  const chart = lineChart([{ name: "near a mode", style: 2, points: shares }], {
    title,
    range: [0, 1.02],
    format: "~%",
  });
  return [
    ...cards,
    html`<div class="card">
      <h3>Samples near a mode</h3>
      ${chart}
      <p class="note">The share of the samples that lie near any mode.</p>
    </div>`,
  ];
}
