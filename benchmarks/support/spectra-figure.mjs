// @ts-check
import * as Plot from "@observablehq/plot";
import { parseHTML } from "linkedom";

/** Colours that stay apart also for colour-blind readers (Okabe & Ito). */
const colours = ["#0072b2", "#009e73", "#cc79a7", "#d55e00", "#666666"];
const floor = 1e-6;

/**
 * Figure 3 of the SN-GAN paper: a panel for each layer of the critic, a curve for each constraint, of the squared singular
 * values over the largest one.
 *
 * @param {Readonly<Record<string, readonly { layer: string, singularValues: readonly number[] }[] | undefined>>} spectra by constraint
 * @param {string} dataset
 * @returns {string} the SVG
 */
export function spectraFigure(spectra, dataset) {
  const points = Object.entries(spectra).flatMap(([constraint, layers = []]) =>
    layers.flatMap(({ layer, singularValues }) =>
      singularValues.map((value, i) => ({
        constraint,
        layer: layer.replace(/^critic_/, ""),
        at: singularValues.length === 1 ? 0 : i / (singularValues.length - 1),
        value: Math.max(floor, (value / (singularValues[0] ?? 1)) ** 2),
      })),
    ),
  );
  const layers = [...new Set(points.map(({ layer }) => layer))].filter(
    (layer) => points.filter((point) => point.layer === layer).length > Object.keys(spectra).length,
  );
  const columns = 4;
  const place = (/** @type {string} */ layer) => layers.indexOf(layer);
  const drawn = points.filter(({ layer }) => layers.includes(layer));
  const { document } = parseHTML("<!doctype html><html><body></body></html>");
  const figure = Plot.plot({
    document,
    width: 960,
    height: 100 + 190 * Math.ceil(layers.length / columns),
    marginTop: 84,
    marginBottom: 40,
    marginLeft: 56,
    style: { fontSize: "12px", background: "white" },
    x: { label: null, domain: [0, 1], ticks: [0, 0.5, 1] },
    y: { type: "log", domain: [floor, 1], label: null, ticks: 3, tickFormat: power },
    fx: { axis: null, padding: 0.12 },
    fy: { axis: null, padding: 0.28 },
    color: { domain: Object.keys(spectra), range: colours, legend: false },
    marks: [
      Plot.frame({ stroke: "#bbb" }),
      Plot.line(drawn, {
        x: "at",
        y: "value",
        z: "constraint",
        stroke: "constraint",
        strokeWidth: 1.8,
        fx: ({ layer }) => place(layer) % columns,
        fy: ({ layer }) => Math.floor(place(layer) / columns),
      }),
      Plot.text(layers, {
        text: (layer) => layer,
        frameAnchor: "top",
        dy: -12,
        fontWeight: "bold",
        fx: (layer) => place(layer) % columns,
        fy: (layer) => Math.floor(place(layer) / columns),
      }),
      Plot.text([0], {
        text: () =>
          `${dataset}: squared singular values of the critic's layers over the largest, against the index as a share of the rank`,
        frameAnchor: "top-left",
        fontSize: 14,
        dy: -68,
        fx: () => 0,
        fy: () => 0,
      }),
      ...Object.keys(spectra).map((constraint, i) =>
        Plot.text([0], {
          text: () => `— ${constraint}`,
          fill: colours[i],
          fontWeight: "bold",
          frameAnchor: "top-left",
          dx: 150 * i,
          dy: -44,
          fx: () => 0,
          fy: () => 0,
          clip: false,
        }),
      ),
    ],
  });
  const svg = figure.tagName.toLowerCase() === "svg" ? figure : figure.querySelector("svg");
  svg?.setAttribute("xmlns", "http://www.w3.org/2000/svg"); // to be opened by itself
  svg?.setAttribute("aria-label", `Spectra of the critic's layers on ${dataset}`);
  return `${svg?.outerHTML ?? ""}\n`;
}

/** @param {number} value a power of ten @returns {string} */
function power(value) {
  const exponent = Math.round(Math.log10(value));
  const raised = String(exponent).replaceAll(/./g, (digit) => "⁻⁰¹²³⁴⁵⁶⁷⁸⁹".charAt("-0123456789".indexOf(digit)));
  return exponent === 0 ? "1" : `10${raised}`;
}
