import { shareOfK } from "@lipschitz-gan/core";
import type { Curve } from "./curve-marks.ts";
import { formatFigures, formatNumber } from "./format.ts";
import { type Html, html } from "./html.ts";
import { swatch } from "./legend.ts";
import { lineChart, type LineChartOptions } from "./line-chart.ts";
import { finitePoints, type Series } from "./series.ts";

/** From which ratio between the largest and the smallest σ on the axis is logarithmic. */
const logFrom = 50;
/** How far above all curves the line of k may lie before it would press them flat. */
const ruleWithin = 3;

/**
 * σ of every layer over time: a chart with one curve a layer, the line that k asks for, and a table as its legend.
 *
 * @param sigma - the curves
 * @param k - the Lipschitz bound aimed at for the whole critic, > 0, if the run names one
 * @returns the card; nothing where no layer was followed
 */
export function sigmaCard(sigma: readonly Series[], k: number | undefined): Html[] {
  if (sigma.length === 0) return [];
  const curves = sigma.map(({ name, points }, style) => ({ name, style, points: finitePoints(points) }));
  const values = curves.flatMap(({ points }) => points.map(({ value }) => value));
  const low = values.reduce((least, value) => Math.min(least, value), Infinity);
  const high = values.reduce((most, value) => Math.max(most, value), -Infinity);
  const share = k === undefined ? undefined : shareOfK(k, sigma.length);
  const ruled = share !== undefined && share <= ruleWithin * high && share >= low / ruleWithin;
  const options: LineChartOptions = {
    title: "σ of every layer over the steps",
    height: Math.max(320, 70 + 14 * sigma.length),
    log: low > 0 && high / low > logFrom,
    ...(ruled && { rules: [{ value: share, label: `share of k: ${formatNumber(share)}` }] }),
  };
  return [
    html`<div class="card wide">
      <div class="chart">
        <h3>σ of every layer</h3>
        ${values.length === 0 ? [] : [lineChart(curves, options)]} ${afterStart(curves, options.rules)}
      </div>
      <div class="beside">
        <p>
          σ is the largest singular value of the kernel that the critic computes with, constraint applied, as power
          iteration estimates it: a <strong>lower bound</strong> that closes in on σ from below, never an upper one. A
          convolution's kernel is taken as a matrix, and the norm of the convolution itself can be larger.
        </p>
        ${share === undefined ? [] : [shareNote(share, k ?? 1, sigma.length, ruled)]}
        <div class="scroll">
          <table class="figures">
            <thead>
              <tr>
                <th scope="col">layer</th>
                <th scope="col">first</th>
                <th scope="col">largest</th>
                <th scope="col">last</th>
              </tr>
            </thead>
            <tbody>
              ${sigma.map(row)}
            </tbody>
          </table>
        </div>
      </div>
    </div>`,
  ];
}

/** The same curves without their first tenth, where that shows what the climb at the start presses flat. */
function afterStart(curves: readonly Curve[], rules: LineChartOptions["rules"]): Html[] {
  const longest = Math.max(...curves.map(({ points }) => points.length));
  const later = curves.map((curve) => ({ ...curve, points: curve.points.slice(Math.ceil(longest / 10)) }));
  const from = Math.min(...later.flatMap(({ points }) => points.slice(0, 1).map(({ step }) => step)));
  if (longest < 30 || !Number.isFinite(from) || spread(later) > spread(curves) / 3) return [];
  const height = Math.max(240, 70 + 14 * curves.length);
  const [rule] = rules ?? [];
  const near = rule !== undefined && later.some(({ points }) => points.some(({ value }) => value >= rule.value));
  const title = `σ of every layer from step ${from} on`;
  const chart = lineChart(later, { title, height, ...(near && { rules: [{ ...rule, label: "" }] }) });
  return [html`<h3>From step ${from} on</h3>`, chart];
}

function spread(curves: readonly Series[]): number {
  const values = curves.flatMap(({ points }) => points.map(({ value }) => value));
  const low = values.reduce((least, value) => Math.min(least, value), Infinity);
  return values.reduce((most, value) => Math.max(most, value), -Infinity) - low;
}

function shareNote(share: number, k: number, nLayers: number, ruled: boolean): Html {
  const line = ruled ? "The dotted line is" : "Outside of the chart lies";
  return html`<p>
    ${line} each layer's share of the k = ${formatNumber(k)} aimed at, k<sup>1/${nLayers}</sup> =
    ${formatNumber(share)}.
  </p>`;
}

function row({ name, points }: Series, style: number): Html {
  const largest = finitePoints(points).reduce((most, { value }) => Math.max(most, value), -Infinity);
  const shown = [points[0]?.value ?? Number.NaN, largest, points.at(-1)?.value ?? Number.NaN];
  return html`<tr>
    <th scope="row">${swatch(style)} ${name}</th>
    ${shown.map((value) => html`<td>${formatFigures(value)}</td>`)}
  </tr>`;
}
