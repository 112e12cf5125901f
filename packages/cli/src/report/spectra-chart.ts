import type { Curve } from "./curve-marks.ts";
import type { Html } from "./html.ts";
import { lineChart } from "./line-chart.ts";
import type { ShownSpectrum } from "./read-evaluation.ts";
import { type Point, thin } from "./series.ts";

/** The least squared singular value that is drawn as such, of the largest. */
const least = 1e-6;
/** How many points of a spectrum are drawn: more cannot be told apart at a chart's width. */
const mostPoints = 200;
const superscripts = "⁰¹²³⁴⁵⁶";

/** A spectrum with its place in the palette. */
export interface ChartedSpectrum extends ShownSpectrum {
  /** Index of the colour and dash. */
  readonly style: number;
}

/**
 * Squared singular values of every layer's kernel, scaled to a maximum of 1, by their index as a share of the rank.
 *
 * @param spectra - with at least two singular values each, the largest of them > 0
 * @returns the chart
 * @see Miyato et al. (2018), Spectral Normalization for Generative Adversarial Networks, figure 3, https://arxiv.org/abs/1802.05957
 */
export function spectraChart(spectra: readonly ChartedSpectrum[]): Html {
  const curves = spectra.map(({ layer, singularValues, style }): Curve => {
    return { name: layer, style, points: thin(squared(singularValues), mostPoints) };
  });
  return lineChart(curves, {
    title: "Squared singular values of every kernel, of the largest",
    range: [decadeBelow(curves), 1.3],
    format: powerOfTen,
    log: true,
    height: Math.max(320, 70 + 14 * curves.length),
    x: { label: "index of the singular value, as a share of all", domain: [0, 1] },
  });
}

/** The power of ten at or below all curves. */
function decadeBelow(curves: readonly Curve[]): number {
  const low = curves
    .flatMap(({ points }) => points.slice(-1))
    .reduce((found, { value }) => Math.min(found, value), 0.1);
  return 10 ** Math.floor(Math.log10(low));
}

/** Of a power of ten its text, of what lies between nothing. */
function powerOfTen(value: number): string {
  const exponent = Math.log10(value);
  const whole = Math.round(exponent);
  if (Math.abs(exponent - whole) > 0.01) return "";
  return whole === 0 ? "1" : `10⁻${superscripts[-whole] ?? -whole}`;
}

function squared(singularValues: readonly number[]): Point[] {
  const largest = singularValues[0] ?? Number.NaN;
  return singularValues.map((value, i) => ({
    step: (i + 1) / singularValues.length,
    value: Math.max(least, (value / largest) ** 2),
  }));
}
