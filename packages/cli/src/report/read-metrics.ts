import { type BoundCurves, boundsReader } from "./read-bounds.ts";
import { type ScoreCurve, scoresReader } from "./read-scores.ts";
import type { Point, Series } from "./series.ts";

/** Coverage of the modes of a mixture at a step. */
export interface ModesPoint {
  /** Number of the step. */
  readonly step: number;
  /** How many modes the samples reach. */
  readonly covered: number;
  /** How many there are. */
  readonly of: number;
  /** The share of samples near a mode, in [0, 1]. */
  readonly highQuality: number;
}

/** What a `metrics.jsonl` says, by curve. */
export interface Metrics {
  /** The curves of plain numbers by name, in the order of their first line: `criticLoss`, `stepMs`, … */
  readonly scalars: ReadonlyMap<string, Series>;
  /** σ by layer, in the order of the first line that names the layer. */
  readonly sigma: readonly Series[];
  /** Mode coverage, where it was measured. */
  readonly modes: readonly ModesPoint[];
  /** Bounds of the critic's Lipschitz constant, where they were proven. */
  readonly bounds: BoundCurves;
  /** Scores of the samples, where they were measured: a curve for every name and protocol. */
  readonly scores: readonly ScoreCurve[];
  /** Effective rank by layer, where it was measured. */
  readonly effectiveRank: readonly Series[];
  /** How many lines were read. */
  readonly lines: number;
  /** How many lines were left out because they are no JSON object with a step, a torn last line among them. */
  readonly unreadable: number;
}

/**
 * Reads the lines of a `metrics.jsonl`. `null`, which is how JSON writes NaN and the infinities, becomes `NaN`.
 *
 * @param text - the content of the file
 * @returns the curves
 */
export function readMetrics(text: string): Metrics {
  const scalars = new Map<string, { name: string; points: Point[] }>();
  const sigma = new Map<string, { name: string; points: Point[] }>();
  const modes: ModesPoint[] = [];
  const bounds = boundsReader();
  const scores = scoresReader();
  const ranks = new Map<string, { name: string; points: Point[] }>();
  let lines = 0;
  let unreadable = 0;
  for (const raw of text.split("\n").filter((line) => line.trim() !== "")) {
    const line = parseLine(raw);
    if (line === undefined) {
      unreadable++;
      continue;
    }
    lines++;
    const { step, sigma: layers, modes: coverage, certificate, scores: measured, effectiveRank, ...rest } = line;
    bounds.add(step, certificate);
    scores.add(step, measured);
    for (const [name, value] of Object.entries(rest)) append(scalars, name, step, value);
    appendAll(sigma, step, layers);
    appendAll(ranks, step, effectiveRank);
    if (isRecord(coverage)) {
      const [covered, of, highQuality] = [coverage["covered"], coverage["of"], coverage["highQuality"]].map(Number);
      if (Number.isFinite(covered) && Number.isFinite(of)) {
        modes.push({ step, covered: covered ?? 0, of: of ?? 0, highQuality: highQuality ?? Number.NaN });
      }
    }
  }
  return {
    scalars,
    sigma: [...sigma.values()],
    modes,
    bounds: bounds.curves(),
    scores: scores.curves(),
    effectiveRank: [...ranks.values()],
    lines,
    unreadable,
  };
}

function parseLine(text: string): (Record<string, unknown> & { step: number }) | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (!isRecord(value) || typeof value["step"] !== "number") return undefined;
    return { ...value, step: value["step"] };
  } catch {
    return undefined; // counted by the caller and told in the report
  }
}

function appendAll(to: Map<string, { name: string; points: Point[] }>, step: number, values: unknown): void {
  if (isRecord(values)) for (const [name, value] of Object.entries(values)) append(to, name, step, value);
}

function append(to: Map<string, { name: string; points: Point[] }>, name: string, step: number, value: unknown): void {
  if (typeof value !== "number" && value !== null) return;
  const series = to.get(name) ?? { name, points: [] };
  to.set(name, series);
  series.points.push({ step, value: value ?? Number.NaN });
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
