import { isKernelLayer } from "../certification/is-kernel-layer.ts";
import { lowerText, upperText } from "../certification/outward-text.ts";
import { boundsCards } from "./bounds-cards.ts";
import { formatFigures, formatNumber } from "./format.ts";
import { type Html, html } from "./html.ts";
import type { DistanceBound } from "../certification/distance-bound.ts";
import type { Proof, ShownCertificate, ShownLayer } from "./read-proof.ts";
import type { RunRecord } from "./read-run.ts";
import type { Series } from "./series.ts";

/**
 * What is proven of the critic: bounds of every layer with a kernel and of the whole, beside the σ that training watched.
 *
 * @param run - the run
 * @returns the section; nothing where nothing was proven
 */
export function proofSection({ proof, metrics, config, name }: RunRecord): Html[] {
  const cards = boundsCards(metrics.bounds);
  if (proof === undefined && cards.length === 0) return [];
  return [
    html`<section class="proof">
      <h2>What the constraint really enforces</h2>
      ${proof === undefined ? [] : proven(proof, metrics.sigma, config, name)}
      <div class="grid">${cards}</div>
    </section>`,
  ];
}

function proven(
  { certificate, isCurrent, distance }: Proof,
  sigma: readonly Series[],
  config: RunRecord["config"],
  name: string,
): Html[] {
  const { lower, upper, layers } = certificate;
  const kernels = layers.filter(isKernelLayer);
  return [
    ...currencyNote(isCurrent),
    html`<p class="lead">
      <strong>${lowerText(lower)} ≤ Lipschitz constant of the critic ≤ ${upperText(upper)}</strong>, in the Euclidean
      norm. The upper bound is proven in float64, rounding included, for all inputs.
      ${lower > 0 ? "The lower bound is attained by the two samples in certificate.json." : "No lower bound was looked for."}
      ${aim(config, lower, upper)}
    </p>`,
    html`<div class="card wide">
      <div class="scroll">${table(certificate, kernels, sigma)}</div>
      <div class="beside">
        <p>
          Bounds are of each layer as a map, at its stride and padding. σ is another number where the layer is a
          convolution: the norm of its kernel reshaped to a matrix, as power iteration estimates it from below. To hold
          σ at 1 leaves the layer wherever this table finds it.
        </p>
        ${productNote(certificate, kernels, sigma)} ${mergeNotes(certificate)} ${distanceNote(distance)}
        <p>
          Checked by <code>npx lipschitz-gan check ${name}/certificate.json ${name}</code>, a program that shares no
          code with what made it.
        </p>
      </div>
    </div>`,
  ];
}

function currencyNote(isCurrent: boolean | undefined): Html[] {
  if (isCurrent === true) return [];
  const what =
    isCurrent === undefined
      ? "critic/ cannot be read: the certificate may be of other weights."
      : "The certificate is of other weights than critic/ now has.";
  return [html`<p class="note">${what} Make it anew with lipschitz-gan certify.</p>`];
}

/** Whether the k aimed at holds, which bounds from both sides decide more often than not. */
function aim({ k, constraint }: RunRecord["config"], lower: number, upper: number): string {
  const names: readonly unknown[] = Array.isArray(constraint) ? constraint : [];
  const aims = names.some((name) => name === "spectral-norm" || name === "gradient-penalty" || name === "weight-norm");
  if (!aims || typeof k !== "number" || !(k > 0)) return "";
  const goal = `The constraint aims at k = ${formatNumber(k)}`;
  if (upper <= k) return `${goal}, and that holds.`;
  return lower > k
    ? `${goal}, and the two samples show that this does not hold.`
    : `${goal}; the bounds leave it open.`;
}

function table({ lower, upper }: ShownCertificate, kernels: readonly ShownLayer[], sigma: readonly Series[]): Html {
  return html`<table class="figures">
    <thead>
      <tr>
        <th scope="col">layer</th>
        <th scope="col">lower</th>
        <th scope="col">upper</th>
        <th scope="col">ratio</th>
        <th scope="col">σ</th>
        <th scope="col" class="text">method</th>
      </tr>
    </thead>
    <tbody>
      ${kernels.map((layer) => row(layer.name, layer, formatSigma(lastSigma(sigma, layer.name)), layer.method))}
    </tbody>
    <tfoot>
      ${row("critic", { lower, upper }, "", "composed")}
    </tfoot>
  </table>`;
}

function row(name: string, { lower, upper }: { lower: number; upper: number }, sigma: string, method: string): Html {
  const ratio = lower > 0 ? upperText(upper / lower) : "";
  return html`<tr>
    <th scope="row">${name}</th>
    <td>${lowerText(lower)}</td>
    <td>${upperText(upper)}</td>
    <td>${ratio}</td>
    <td>${sigma}</td>
    <td class="text">${method}</td>
  </tr>`;
}

function lastSigma(sigma: readonly Series[], layer: string): number | undefined {
  return sigma.find(({ name }) => name === layer)?.points.at(-1)?.value;
}

function formatSigma(value: number | undefined): string {
  return value === undefined ? "" : formatFigures(value);
}

/** The product that is often taken for a bound, beside the one that is. Only in a chain does a product mean anything. */
function productNote({ layers }: ShownCertificate, kernels: readonly ShownLayer[], sigma: readonly Series[]): Html[] {
  const isChain = layers.every(({ inputs }, i) => inputs.length === 1 && inputs[0] === i);
  const estimates = kernels.map(({ name }) => lastSigma(sigma, name));
  if (!isChain || kernels.length === 0 || estimates.includes(undefined)) return [];
  const product = estimates.reduce<number>((value, next) => value * (next ?? Number.NaN), 1);
  const bounds = layers.reduce((value, { upper }) => value * upper, 1);
  return [
    html`<p>
      The product of the σ, which is often taken for the critic's constant, is ${formatFigures(product)}; that of the
      proven upper bounds is ${upperText(bounds)}.
    </p>`,
  ];
}

function mergeNotes({ merges, layers }: ShownCertificate): Html[] {
  return merges.map(({ chain, upper, method }) => {
    const names = [chain[0], chain.at(-1)].map((i) => layers[(i ?? 0) - 1]?.name ?? "?");
    return html`<p>
      ${names[0] ?? "?"} to ${names[1] ?? "?"} taken together: at most ${upperText(upper)} (${method}).
    </p>`;
  });
}

function distanceNote(distance: DistanceBound | undefined): Html[] {
  if (distance === undefined) return [];
  const { lower, nReal, nFake, dataset, seed } = distance;
  return [
    html`<p>
      With its upper bound the critic proves that ${nReal} real samples of ${dataset} and ${nFake} generated ones (seed
      ${seed}) are at least <strong>${lowerText(lower)}</strong> apart in Wasserstein-1 distance.
    </p>`,
  ];
}
