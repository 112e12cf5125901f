import * as Plot from "@observablehq/plot";
import { parseHTML } from "linkedom";
import { type Html, trusted } from "./html.ts";
import { curveStyle } from "./palette.ts";
import { type Point, type Series, thin } from "./series.ts";
import { spreadLabels } from "./spread-labels.ts";

/** A curve with its place in the palette. */
export interface Curve extends Series {
  /** Index of the colour and dash. */
  readonly style: number;
  /** Drawn thin and pale, without a label: the raw values behind a smoothed curve. */
  readonly faint?: boolean;
}

/** What {@link lineChart} draws besides its curves. */
export interface LineChartOptions {
  /** What the chart shows, for readers who do not see it. */
  readonly title: string;
  /** The smallest and the largest value to show; by default those of the curves. */
  readonly range?: readonly [number, number];
  /** A dashed horizontal line. */
  readonly rule?: { readonly value: number; readonly label: string };
  /** Whether the axis of values is logarithmic; false by default. */
  readonly log?: boolean;
  /** Height in pixels. */
  readonly height?: number;
  /** Format of the values at the axis, as d3-format has it; by default Plot's. */
  readonly format?: string;
}

const width = 440;
const labelHeight = 14;
const longestLabel = 18;
const [marginTop, marginBottom] = [12, 42];

/**
 * Curves over the step as SVG, each with its name at its end.
 *
 * @param curves - what to draw; finite points only, at least one point in all
 * @param options - title, range, rule, height
 * @returns the SVG; its text is escaped, and it needs nothing from elsewhere
 */
export function lineChart(
  curves: readonly Curve[],
  { title, rule, log = false, height = 260, format, range = rangeOf(curves, log, rule?.value) }: LineChartOptions,
): Html {
  const { document } = parseHTML("<!doctype html><html><body></body></html>");
  const labelled = curves.filter(({ faint, points }) => faint !== true && points.length > 0);
  const longest = Math.max(0, ...labelled.map(({ name }) => shorten(name).length));
  const marginRight = 26 + Math.ceil(7.1 * longest);
  const marginLeft = log ? 48 : Math.max(48, 14 + 7.5 * longestTick(range));
  const steps = curves.flatMap(({ points }) => [points[0]?.step ?? 0, points.at(-1)?.step ?? 0]);
  const [from, to] = [Math.min(...steps), Math.max(...steps)];
  const domain: [number, number] = from === to ? [from - 1, to + 1] : [from, to];
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
    x: { label: "step", labelAnchor: "center", labelArrow: "none", domain, tickFormat: tickOfStep, ticks: 5 },
    y: {
      label: null,
      domain: [...range],
      type: log ? "log" : "linear",
      ticks: log ? 4 : 5,
      grid: true,
      ...(format !== undefined && { tickFormat: format }),
    },
    marks: [
      ...curves.filter(({ points }) => points.length > 0).map(curveMark),
      ...(rule === undefined ? [] : ruleMarks(rule, domain)),
      ...labelMarks(labelled, { range, log, height, at: domain[1], perPixel }),
    ],
  }) as unknown as { readonly outerHTML: string }; // an element of linkedom, not of a browser
  return trusted(shortenPaths(figure.outerHTML));
}

/**
 * The smallest and the largest of all values, with some room around; a flat curve gets room of its own size. On a
 * logarithmic axis the room is a factor: a difference would lead to below zero, where such an axis has no place.
 */
function rangeOf(curves: readonly Series[], log: boolean, also?: number): [number, number] {
  const values = curves.flatMap(({ points }) => points.map(({ value }) => value));
  if (also !== undefined) values.push(also);
  const low = values.reduce((least, value) => Math.min(least, value), Infinity);
  const high = values.reduce((most, value) => Math.max(most, value), -Infinity);
  if (log) {
    const factor = (high / low) ** 0.04;
    return [low / factor, high * factor ** (also === undefined ? 1 : 3)];
  }
  const room = (high - low) * 0.04 || Math.abs(high) * 0.1 || 1;
  // more above where the line's label stands
  return [low - room, high + (also === undefined ? 1 : 3) * room];
}

/** Characters of the longest label at a linear axis: five ticks with as many decimals as tell them apart. */
function longestTick([low, high]: readonly [number, number]): number {
  const decimals = Math.max(0, Math.ceil(-Math.log10((high - low) / 5)));
  return Math.max(...[low, high].map((end) => end.toFixed(Math.min(decimals, 20)).length));
}

function curveMark({ points, style, faint = false }: Curve): Plot.Markish {
  const { colour, dash } = curveStyle(style);
  const kept = thin(points);
  if (kept.length === 1) return Plot.dot(kept, { x: "step", y: "value", fill: colour, r: 3.5 });
  return Plot.line(kept, {
    x: "step",
    y: "value",
    clip: true,
    stroke: colour,
    strokeWidth: faint ? 0.7 : kept.length > 300 ? 1.2 : 1.8,
    strokeOpacity: faint ? 0.45 : 1,
    ...(dash !== "" && !faint && { strokeDasharray: dash }),
  });
}

/** A dotted line, and what it is above its right end, on a patch of the card so that it can be read across curves. */
function ruleMarks({ value, label }: { value: number; label: string }, [, to]: [number, number]): Plot.Markish[] {
  const patch = { stroke: "var(--card)", strokeWidth: 4, strokeOpacity: 0.85 };
  const place = { x: "x", y: "y", textAnchor: "end", dx: -2, dy: -13, fill: "currentColor" } as const;
  return [
    Plot.ruleY([value], { stroke: "currentColor", strokeDasharray: "2,4", strokeWidth: 1.4 }),
    Plot.text([{ x: to, y: value }], { ...place, ...patch, text: () => label }),
  ];
}

/** Each curve's name in its colour right of its end, moved apart where they would cover each other. */
function labelMarks(
  curves: readonly Curve[],
  frame: { range: readonly [number, number]; log: boolean; height: number; at: number; perPixel: number },
): Plot.Markish[] {
  const [low, high] = frame.range.map((value) => (frame.log ? Math.log(value) : value)) as [number, number]; // two in, two out
  const room = frame.height - marginTop - marginBottom;
  const toPixel = (value: number): number =>
    marginTop + (1 - ((frame.log ? Math.log(value) : value) - low) / (high - low)) * room;
  const fromPixel = (pixel: number): number => {
    const value = low + (1 - (pixel - marginTop) / room) * (high - low);
    return frame.log ? Math.exp(value) : value;
  };
  const ends = curves.flatMap(({ points }) => points.slice(-1));
  const wanted = ends.map(({ value }) => Math.min(marginTop + room, Math.max(marginTop, toPixel(value))));
  const places = spreadLabels(wanted, { gap: labelHeight, top: marginTop, bottom: marginTop + room });
  return curves.flatMap(({ name, style }, i) => {
    const [end, place] = [ends[i] ?? { step: 0, value: 0 }, fromPixel(places[i] ?? 0)];
    const { colour } = curveStyle(style);
    const leader: Point[] = [
      { step: end.step, value: fromPixel(wanted[i] ?? 0) },
      { step: frame.at + 12 * frame.perPixel, value: place },
    ];
    return [
      Plot.line(leader, { x: "step", y: "value", stroke: colour, strokeWidth: 0.8, strokeOpacity: 0.7 }),
      Plot.text(leader.slice(1), {
        x: "step",
        y: "value",
        text: () => shorten(name),
        fill: colour,
        textAnchor: "start",
        dx: 3,
      }),
    ];
  });
}

function shorten(name: string): string {
  return name.length <= longestLabel ? name : `${name.slice(0, longestLabel - 1)}…`;
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
