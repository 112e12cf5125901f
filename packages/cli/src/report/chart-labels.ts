import * as Plot from "@observablehq/plot";
import { type Curve, type Rule, ruleColour } from "./curve-marks.ts";
import { curveStyle } from "./palette.ts";
import type { Point } from "./series.ts";
import { spreadLabels } from "./spread-labels.ts";

const labelHeight = 14;
const longestLabel = 18;

/** A name right of the end of a curve or a dotted line. */
export interface ChartLabel {
  /** The name, shortened where it is long. */
  readonly name: string;
  /** A CSS colour. */
  readonly colour: string;
  /** The end. */
  readonly end: Point;
}

/** Where names can stand. */
interface Frame {
  /** Ends of the axis of values, and whether it is logarithmic. */
  readonly range: readonly [number, number];
  readonly log: boolean;
  /** Pixels from above. */
  readonly top: number;
  readonly bottom: number;
  /** The right end of the horizontal axis, and how much of it a pixel is. */
  readonly at: number;
  readonly perPixel: number;
}

/**
 * The names of curves, but for the faint ones, and of the dotted lines that are told on the right.
 *
 * @param curves - the curves of a chart
 * @param rules - its dotted lines
 * @param to - the right end of its horizontal axis
 * @returns a label each
 */
export function labelsOf(curves: readonly Curve[], rules: readonly Rule[], to: number): ChartLabel[] {
  return [
    ...curves
      .filter(({ faint }) => faint !== true)
      .flatMap(({ name, style, points }) =>
        points.slice(-1).map((end) => ({ name: shorten(name), colour: curveStyle(style).colour, end })),
      ),
    ...rules
      .filter(({ labelAt }) => labelAt === "right")
      .map((rule) => ({ name: shorten(rule.label), colour: ruleColour(rule), end: { step: to, value: rule.value } })),
  ];
}

/**
 * Each name in its colour, moved apart where they would cover each other, with a thin line from the end to it.
 *
 * @param labels - the names
 * @param frame - the axes of the chart and its pixels
 * @returns marks of Plot
 */
export function labelMarks(labels: readonly ChartLabel[], frame: Frame): Plot.Markish[] {
  const { range, log, top, bottom, at, perPixel } = frame;
  const [low, high] = range.map((value) => (log ? Math.log(value) : value)) as [number, number]; // two in, two out
  const toPixel = (value: number): number =>
    top + (1 - ((log ? Math.log(value) : value) - low) / (high - low)) * (bottom - top);
  const fromPixel = (pixel: number): number => {
    const value = low + (1 - (pixel - top) / (bottom - top)) * (high - low);
    return log ? Math.exp(value) : value;
  };
  const wanted = labels.map(({ end: { value } }) => Math.min(bottom, Math.max(top, toPixel(value))));
  const places = spreadLabels(wanted, { gap: labelHeight, top, bottom });
  return labels.flatMap(({ name, colour, end }, i) => {
    const place = fromPixel(places[i] ?? 0);
    const leader: Point[] = [
      { step: end.step, value: fromPixel(wanted[i] ?? 0) },
      { step: at + 12 * perPixel, value: place },
    ];
    return [
      Plot.line(leader, { x: "step", y: "value", stroke: colour, strokeWidth: 0.8, strokeOpacity: 0.7 }),
      Plot.text(leader.slice(1), {
        x: "step",
        y: "value",
        text: () => name,
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
