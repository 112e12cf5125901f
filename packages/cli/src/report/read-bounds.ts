import type { Point, Series } from "./series.ts";

/** The bounds that a run's metrics hold, by curve. */
export interface BoundCurves {
  /** The proven upper bound of the critic's Lipschitz constant. */
  readonly upper: Series;
  /** The lower bound, at the steps at which a witness was looked for. */
  readonly lower: Series;
  /** The proven upper bound of each layer with a kernel. */
  readonly layers: readonly Series[];
}

/** Gathers the bounds of the lines of a `metrics.jsonl`. */
export interface BoundsReader {
  /** Takes what a line has under `certificate`; anything that is none is left out. */
  readonly add: (step: number, certificate: unknown) => void;
  /** The curves so far. */
  readonly curves: () => BoundCurves;
}

/** A reader that has seen nothing yet. */
export function boundsReader(): BoundsReader {
  const [upper, lower]: [Point[], Point[]] = [[], []];
  const layers = new Map<string, Point[]>();
  return {
    add: (step, certificate) => {
      if (typeof certificate !== "object" || certificate === null) return;
      const found: Readonly<Record<string, unknown>> = { ...certificate };
      if (isBound(found["upper"])) upper.push({ step, value: found["upper"] });
      if (isBound(found["lower"]) && found["lower"] > 0) lower.push({ step, value: found["lower"] });
      if (typeof found["layers"] !== "object" || found["layers"] === null) return;
      for (const [name, pair] of Object.entries(found["layers"])) {
        const value: unknown = Array.isArray(pair) ? pair[1] : undefined;
        if (!isBound(value)) continue;
        const points = layers.get(name) ?? [];
        layers.set(name, points);
        points.push({ step, value });
      }
    },
    curves: () => ({
      upper: { name: "at most", points: upper },
      lower: { name: "at least", points: lower },
      layers: [...layers].map(([name, points]) => ({ name, points })),
    }),
  };
}

function isBound(value: unknown): value is number {
  return typeof value === "number" && Number.isFinite(value) && value >= 0;
}
