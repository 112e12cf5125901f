import * as Plot from "@observablehq/plot";
import { curveStyle } from "./palette.ts";
import { highEnd, lowEnd, type Series, thin } from "./series.ts";

/** A curve with its place in the palette. */
export interface Curve extends Series {
  /** Index of the colour and dash. */
  readonly style: number;
  /** Drawn thin and pale, without a label: what stands behind the curve that counts. */
  readonly faint?: boolean;
}

/** A dotted horizontal line. */
export interface Rule {
  /** Where it is. */
  readonly value: number;
  /** What it is; may be empty. */
  readonly label: string;
  /** Index of the colour of the curve that it belongs to; by default it is of none. */
  readonly style?: number;
  /** Where it is told what it is: above its right end, which is the default, or right of that, among the curves' names. */
  readonly labelAt?: "above" | "right";
}

/**
 * A curve as marks of Plot: a band of ± one standard deviation where its points have one, and the line; a dot, with
 * such a whisker, where it is a single point.
 *
 * @param curve - the curve; finite points only
 * @returns the marks, from the back to the front; none for a curve without points
 */
export function curveMarks({ points, style, faint = false }: Curve): Plot.Markish[] {
  const { colour, dash } = curveStyle(style);
  const kept = thin(points);
  const spread = faint ? [] : kept.filter(({ std }) => std !== undefined);
  if (kept.length === 0) return [];
  const ends = { x: "step", y1: lowEnd, y2: highEnd };
  const opacity = faint ? 0.45 : 1;
  if (kept.length === 1) {
    return [
      Plot.ruleX(spread, { ...ends, stroke: colour, strokeOpacity: 0.5, strokeWidth: 2 }),
      Plot.dot(kept, { x: "step", y: "value", fill: colour, fillOpacity: opacity, r: 3.5 }),
    ];
  }
  return [
    Plot.areaY(spread, { ...ends, clip: true, fill: colour, fillOpacity: 0.18 }),
    Plot.line(kept, {
      x: "step",
      y: "value",
      clip: true,
      stroke: colour,
      strokeWidth: faint ? 0.7 : kept.length > 300 ? 1.2 : 1.8,
      strokeOpacity: opacity,
      ...(dash !== "" && !faint && { strokeDasharray: dash }),
    }),
  ];
}

/**
 * A dotted line as marks of Plot, and what it is if that stands above its right end, on a patch of the card so that it
 * can be read across curves.
 *
 * @param rule - the line
 * @param domain - the ends of the horizontal axis
 * @returns the marks
 */
export function ruleMarks(rule: Rule, [, to]: readonly [number, number]): Plot.Markish[] {
  const { value, label, labelAt = "above" } = rule;
  const colour = ruleColour(rule);
  const patch = { stroke: "var(--card)", strokeWidth: 4, strokeOpacity: 0.85 };
  const place = { x: "x", y: "y", textAnchor: "end", dx: -2, dy: -13, fill: colour } as const;
  return [
    Plot.ruleY([value], { stroke: colour, strokeDasharray: "2,4", strokeWidth: 1.4 }),
    ...(labelAt === "above" ? [Plot.text([{ x: to, y: value }], { ...place, ...patch, text: () => label })] : []),
  ];
}

/** The colour of a dotted line: that of its curve, or of the text. */
export function ruleColour({ style }: Rule): string {
  return style === undefined ? "currentColor" : curveStyle(style).colour;
}
