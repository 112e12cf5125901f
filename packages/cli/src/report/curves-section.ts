import type { Curve } from "./curve-marks.ts";
import { type Html, html } from "./html.ts";
import { lineChart } from "./line-chart.ts";
import { modesCards } from "./modes-cards.ts";
import type { RunRecord } from "./read-run.ts";
import { finitePoints, movingMean, type Point } from "./series.ts";
import { sigmaCard } from "./sigma-card.ts";
import { stepTimeCard } from "./step-time-card.ts";

/** From how many points on a curve is smoothed. */
const smoothedFrom = 80;

/**
 * The curves of a run: σ of every layer, losses, penalty, mode coverage, step time; those of them that it has.
 *
 * @param run - the run
 * @returns the section
 */
export function curvesSection({ config, metrics }: RunRecord): Html {
  const losses = [
    { key: "criticLoss", name: "critic" },
    { key: "generatorLoss", name: "generator" },
  ];
  const cards = [
    ...modesCards(metrics.modes),
    ...scalarCard("Losses", losses, metrics),
    ...scalarCard("Penalty", [{ key: "penalty", name: "penalty" }], metrics),
    ...stepTimeCard(metrics),
  ];
  const unreadable =
    metrics.unreadable === 0
      ? []
      : [
          html`<p class="note">
            Lines of metrics.jsonl that could not be read and are left out: ${metrics.unreadable}.
          </p>`,
        ];
  if (metrics.lines === 0)
    return html`<section>
      <h2>Curves</h2>
      <p>No metrics were recorded.</p>
      ${unreadable}
    </section>`;
  return html`<section>
    <h2 class="hidden">Curves</h2>
    ${sigmaCard(metrics.sigma, aimedAt(config))}
    <div class="grid">${cards}</div>
    ${unreadable}
  </section>`;
}

/** The k that the run's σ is aimed at; only spectral norm on reshaped kernels aims σ at a share of it. */
function aimedAt({ k, constraint, mode }: RunRecord["config"]): number | undefined {
  const isOfReshaped = mode === undefined || mode === "sn-gan"; // the others aim the layer's own norm at it
  const aims = Array.isArray(constraint) && constraint.includes("spectral-norm") && isOfReshaped;
  return aims && typeof k === "number" && k > 0 ? k : undefined;
}

function scalarCard(
  title: string,
  names: readonly { readonly key: string; readonly name: string }[],
  { scalars }: RunRecord["metrics"],
): Html[] {
  const present = names.flatMap(({ key, name }, style) => {
    const points = scalars.get(key)?.points ?? [];
    return points.length === 0 ? [] : [{ name, style, all: points, points: finitePoints(points) }];
  });
  const drawn = present.filter(({ points }) => points.length > 0);
  if (present.length === 0) return [];
  const longest = Math.max(...drawn.map(({ points }) => points.length), 0);
  const reach = longest >= smoothedFrom ? Math.ceil(longest / 80) : 0;
  const curves = drawn.flatMap((curve) => smoothed(curve, reach));
  const chart = curves.length === 0 ? [] : [lineChart(curves, { title: `${title} over the steps` })];
  const note = reach === 0 ? "" : `Pale: every step. Strong: the mean of ${2 * reach + 1} steps. `;
  const lost = present.reduce((sum, { all, points }) => sum + all.length - points.length, 0);
  return [
    html`<div class="card">
      <h3>${title}</h3>
      ${chart}
      <p class="note">${note}${lostNote(lost)}</p>
    </div>`,
  ];
}

function smoothed(curve: { name: string; style: number; points: readonly Point[] }, reach: number): Curve[] {
  const { name, style, points } = curve;
  if (reach === 0) return [{ name, style, points }];
  return [
    { name, style, points, faint: true },
    { name, style, points: movingMean(points, reach) },
  ];
}

/** What is said about values that have no place in a chart. */
function lostNote(lost: number): string {
  return lost === 0 ? "" : `${lost} ${lost === 1 ? "value was" : "values were"} not finite and cannot be shown.`;
}
