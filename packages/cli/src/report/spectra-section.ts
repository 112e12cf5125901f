import { effectiveRankChart } from "./effective-rank-chart.ts";
import { formatFigures } from "./format.ts";
import { type Html, html } from "./html.ts";
import { swatch } from "./legend.ts";
import type { ShownSpectrum } from "./read-evaluation.ts";
import type { RunRecord } from "./read-run.ts";
import { spectraChart } from "./spectra-chart.ts";

/** The most layers in the chart: with more, colours and dashes would begin anew. */
const mostCharted = 28;
/** The most layers that a note names. */
const mostNamed = 5;

/**
 * On how many directions every layer of the critic spends its norm: the spectra of the kernels, and their effective rank
 * over the steps.
 *
 * @param run - the run
 * @returns the section; nothing where neither was measured
 */
export function spectraSection({ evaluation, metrics }: RunRecord): Html[] {
  const spectra = evaluation?.spectra ?? [];
  const ranks = effectiveRankChart(metrics.effectiveRank, spectra);
  if (spectra.length + ranks.length === 0) return [];
  return [
    html`<section class="spectra">
      <h2>Spectra of the critic</h2>
      ${spectra.length === 0 ? html`<div class="card">${ranks}</div>` : spectraCard(spectra, ranks)}
    </section>`,
  ];
}

function spectraCard(spectra: readonly ShownSpectrum[], ranks: readonly Html[]): Html {
  // the place in the palette is the layer's, so that it has one colour here and over the steps
  const charted = spectra
    .map((spectrum, style) => ({ ...spectrum, style }))
    .slice(0, mostCharted)
    .filter(isCurve);
  return html`<div class="card wide">
    <div class="chart">
      <h3>Squared singular values, the largest of each layer scaled to 1</h3>
      ${charted.length === 0 ? [] : [spectraChart(charted)]}
      <p class="note">Values below 10⁻⁶ are drawn at 10⁻⁶. ${missingNotes(spectra)}</p>
    </div>
    <div class="beside">
      <p>
        A curve that falls at once belongs to a layer that stretches few directions and shrinks all others; one that
        stays high, to a layer that makes use of many. In the comparison of Miyato et al. (2018, figure 3) weight
        clipping and weight normalisation concentrate on few directions and spectral normalisation stays broad.
      </p>
      <p>
        Of the kernel that the critic computes with, constraint applied, as a matrix with a row for every output
        channel. The effective rank is on how many equal directions the same entropy would lie.
      </p>
      ${ranks}
    </div>
    <div class="scroll across">${table(spectra)}</div>
  </div>`;
}

function missingNotes(spectra: readonly ShownSpectrum[]): string {
  const single = spectra.filter((spectrum) => !isCurve(spectrum)).map(({ layer }) => layer);
  const names = `${single.slice(0, mostNamed).join(", ")}${single.length > mostNamed ? " …" : ""}`;
  const notes = [
    ...(single.length === 0
      ? []
      : [`Not in the chart, because they have no two singular values or only zeros: ${names}.`]),
    ...(spectra.length > mostCharted ? [`The last ${spectra.length - mostCharted} layers are in the table only.`] : []),
  ];
  return notes.join(" ");
}

/** Whether there is a curve to draw. */
function isCurve({ singularValues }: ShownSpectrum): boolean {
  return singularValues.length > 1 && (singularValues[0] ?? 0) > 0;
}

function table(spectra: readonly ShownSpectrum[]): Html {
  return html`<table class="figures">
    <thead>
      <tr>
        <th scope="col">layer</th>
        <th scope="col">matrix</th>
        <th scope="col">σ max</th>
        <th scope="col">effective rank</th>
        <th scope="col">of full</th>
        <th scope="col">entropy, nats</th>
      </tr>
    </thead>
    <tbody>
      ${spectra.map(row)}
    </tbody>
  </table>`;
}

function row(spectrum: ShownSpectrum, style: number): Html {
  const { layer, rows, columns, singularValues, entropy, effectiveRank } = spectrum;
  const share = (100 * effectiveRank) / Math.min(rows, columns);
  return html`<tr>
    <th scope="row">${style < mostCharted && isCurve(spectrum) ? [swatch(style)] : []} ${layer}</th>
    <td>${rows} × ${columns}</td>
    <td>${formatFigures(singularValues[0] ?? Number.NaN)}</td>
    <td>${formatFigures(effectiveRank)}</td>
    <td>${Number.isFinite(share) ? `${Math.round(share)} %` : "not finite"}</td>
    <td>${formatFigures(entropy)}</td>
  </tr>`;
}
