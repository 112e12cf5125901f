import * as Plot from "@observablehq/plot";
import { parseHTML } from "linkedom";
import { labelMarks, labelsOf } from "./chart-labels.ts";
import { type Curve, curveMarks, type Rule, ruleMarks } from "./curve-marks.ts";
import { type Html, trusted } from "./html.ts";
import { highEnd, lowEnd, type Series } from "./series.ts";

/** What {@link lineChart} draws besides its curves. */
export interface LineChartOptions {
  /** What the chart shows, for readers who do not see it. */
  readonly title: string;
  /** The smallest and the largest value to show; by default those of the curves. */
  readonly range?: readonly [number, number];
  /** Dotted horizontal lines. */
  readonly rules?: readonly Rule[];
  /** Whether the axis of values is logarithmic; false by default. */
  readonly log?: boolean;
  /** Height in pixels. */
  readonly height?: number;
  /** Format of the values at the axis, as d3-format has it or of one's own; by default Plot's. */
  readonly format?: string | ((value: number) => string);
  /** What the places on the horizontal axis are; by default steps, from the first to the last. */
  readonly x?: HorizontalAxis;
}

/** A horizontal axis of something else than steps. */
export interface HorizontalAxis {
  /** What it shows, with its unit. */
  readonly label: string;
  /** Its ends. */
  readonly domain: readonly [number, number];
}

const width = 440;
// Neither ticks nor pixels can be computed from the least and the largest numbers that there are.
const [smallest, largest] = [1e-250, 1e250];
const [marginTop, marginBottom] = [12, 42];

/**
 * Curves over the step as SVG, each with its name at its end, and with a band of ± one standard deviation where its
 * points have one.
 *
 * @param all - what to draw; finite points only, at least one point in all
 * @param options - title, range, rules, height, another axis than the step
 * @returns the SVG; its text is escaped, and it needs nothing from elsewhere
 */
export function lineChart(all: readonly Curve[], options: LineChartOptions): Html {
  const curves = all.map((curve) => ({ ...curve, points: curve.points.map(withinReach) }));
  const rules = (options.rules ?? []).map(withinReach);
  const { title, log = false, height = 260, format, x, range = rangeOf(curves, log, rules) } = options;
  const { document } = parseHTML("<!doctype html><html><body></body></html>");
  const domain = x?.domain ?? stepsOf(curves);
  const labels = labelsOf(curves, rules, domain[1]);
  const longest = Math.max(0, ...labels.map(({ name }) => name.length));
  const marginRight = 26 + Math.ceil(7.1 * longest);
  const marginLeft = log ? 48 : Math.max(48, 14 + 7.5 * longestTick(range));
  const perPixel = (domain[1] - domain[0]) / (width - marginLeft - marginRight);
  const figure = Plot.plot({
    document, // linkedom has the part of the DOM that Plot uses
    width,
    height,
    marginTop,
    marginBottom,
    marginLeft,
    marginRight,
    style: { fontSize: "13px" },
    ariaLabel: title,
    x: {
      label: x?.label ?? "step",
      labelAnchor: "center",
      labelArrow: "none",
      domain: [...domain],
      ticks: 5,
      ...(x === undefined && { tickFormat: tickOfStep }),
    },
    y: {
      label: null,
      domain: [...range],
      type: log ? "log" : "linear",
      ticks: log ? 4 : 5,
      grid: true,
      ...(format !== undefined && { tickFormat: format }),
    },
    marks: [
      ...curves.flatMap(curveMarks),
      ...rules.flatMap((rule) => ruleMarks(rule, domain)),
      ...labelMarks(labels, { range, log, top: marginTop, bottom: height - marginBottom, at: domain[1], perPixel }),
    ],
  }) as unknown as { readonly outerHTML: string }; // an element of linkedom, not of a browser
  return trusted(shortenPaths(figure.outerHTML));
}

/** The first and the last step of all curves, apart from each other. */
function stepsOf(curves: readonly Series[]): [number, number] {
  const steps = curves.flatMap(({ points }) => [points[0]?.step ?? 0, points.at(-1)?.step ?? 0]);
  const [from, to] = [Math.min(...steps), Math.max(...steps)];
  return from === to ? [from - 1, to + 1] : [from, to];
}

/**
 * The smallest and the largest of all values, with some room around; a flat curve gets room of its own size. On a
 * logarithmic axis the room is a factor: a difference would lead to below zero, where such an axis has no place.
 */
function rangeOf(curves: readonly Curve[], log: boolean, rules: readonly Rule[]): [number, number] {
  const points = curves.flatMap((curve) => curve.points);
  const ends = [...points.flatMap((point) => [lowEnd(point), highEnd(point)]), ...rules.map(({ value }) => value)];
  const low = ends.reduce((least, value) => Math.min(least, value), Infinity);
  const high = ends.reduce((most, value) => Math.max(most, value), -Infinity);
  const above = rules.some(({ labelAt = "above" }) => labelAt === "above") ? 3 : 1; // more where the lines' labels stand
  return log ? logRange(low, high, above) : linearRange(low, high, above);
}

function logRange(low: number, high: number, above: number): [number, number] {
  const [from, to] = [Math.max(low, smallest), Math.max(high, smallest)];
  const factor = to ** 0.04 / from ** 0.04; // the quotient itself may overflow
  return [from / factor, to * factor ** above];
}

function linearRange(low: number, high: number, above: number): [number, number] {
  const room = [(high - low) * 0.04, Math.abs(high) * 0.1].find((size) => size > smallest) ?? 1;
  return [low - room, high + above * room];
}

/** A point or line where pixels can be computed for it. */
function withinReach<T extends { readonly value: number; readonly std?: number }>(place: T): T {
  const value = Math.max(-largest, Math.min(place.value, largest));
  return { ...place, value, ...(place.std !== undefined && { std: Math.min(place.std, largest) }) };
}

/** Characters of the longest label at a linear axis: five ticks with as many decimals as tell them apart. */
function longestTick([low, high]: readonly [number, number]): number {
  const decimals = Math.max(0, Math.ceil(-Math.log10((high - low) / 5)));
  return Math.max(...[low, high].map((end) => end.toFixed(Math.min(decimals, 20)).length));
}

function tickOfStep(step: number): string {
  return Number.isInteger(step) ? String(step) : "";
}

/** A tenth of a pixel is enough: coordinates with all their digits would double the size of the report. */
function shortenPaths(svg: string): string {
  return svg.replaceAll(/ d="[^"]*"/g, (path) =>
    path.replaceAll(/\d+\.\d+/g, (number) => String(Math.round(Number(number) * 10) / 10)),
  );
}
