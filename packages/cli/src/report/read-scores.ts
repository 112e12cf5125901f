import type { Protocol } from "@lipschitz-gan/metrics";
import { protocolDifferences } from "./protocol-differences.ts";
import { type Measured, shownScoreSchema } from "./score-schema.ts";
import type { Point, Series } from "./series.ts";

/** The values of a score over the steps, all of them measured in the same way. */
export interface ScoreCurve extends Series {
  /** How they were measured. */
  readonly protocol: Protocol;
  /** What other real samples get, as the last line tells it. */
  readonly floor?: Measured;
}

/** Gathers the scores of the lines of a `metrics.jsonl`. */
export interface ScoresReader {
  /** Takes what a line has under `scores`; anything that is none is left out. */
  readonly add: (step: number, scores: unknown) => void;
  /** The curves so far, by the step at which they begin. */
  readonly curves: () => readonly ScoreCurve[];
}

/**
 * A reader that has seen nothing yet. Where the protocol of a score changes, as when a run is resumed with other
 * settings, another curve of that name begins: values before and after cannot be compared.
 */
export function scoresReader(): ScoresReader {
  const curves: { name: string; protocol: Protocol; points: Point[]; floor?: Measured }[] = [];
  const current = new Map<string, (typeof curves)[number]>();
  return {
    add: (step, scores) => {
      if (!Array.isArray(scores)) return;
      for (const raw of scores) {
        const read = shownScoreSchema.safeParse(raw);
        if (!read.success) continue;
        const { name, value, std, protocol, floor } = read.data;
        let curve = current.get(name);
        if (curve === undefined || protocolDifferences(curve.protocol, protocol).length > 0) {
          curve = { name, protocol, points: [] };
          current.set(name, curve);
          curves.push(curve);
        }
        if (floor !== undefined) curve.floor = floor;
        curve.points.push({ step, value, ...(std !== undefined && { std }) });
      }
    },
    curves: () => curves,
  };
}
