import { type Html, html } from "./html.ts";
import { isWide } from "./is-wide.ts";
import { lineChart } from "./line-chart.ts";
import type { BoundCurves } from "./read-bounds.ts";

/**
 * The proven bounds over the steps: of the critic, and of every layer with a kernel.
 *
 * @param bounds - the curves
 * @returns two cards; nothing where they were proven less than twice, which makes no curve
 */
export function boundsCards({ upper, lower, layers }: BoundCurves): Html[] {
  if (upper.points.length < 2) return [];
  const network = [
    { ...upper, style: 0 },
    { ...lower, style: 1 },
  ];
  const cards = [
    html`<div class="card">
      <h3>Bounds of the critic</h3>
      ${lineChart(network, { title: "Proven bounds of the critic over the steps", log: isWide(network) })}
      <p class="note">
        The Lipschitz constant is at most the upper curve. The lower bound is looked for at the end only.
      </p>
    </div>`,
  ];
  const curves = layers.map((layer, style) => ({ ...layer, style }));
  if (curves.length === 0) return cards;
  const options = { title: "Proven upper bound of every layer over the steps", log: isWide(curves) };
  return [
    ...cards,
    html`<div class="card">
      <h3>Upper bounds of the layers</h3>
      ${lineChart(curves, { ...options, height: Math.max(260, 70 + 14 * curves.length) })}
      <p class="note">Each of the layer as a map, at its stride and padding. Their product bounds a plain chain.</p>
    </div>`,
  ];
}
