import { readFile } from "node:fs/promises";
import type { KernelSpectrum } from "@lipschitz-gan/metrics";
import { z } from "zod";
import { runPaths } from "../run-directory/run-paths.ts";
import { type ShownScore, shownScoreSchema } from "./score-schema.ts";

/**
 * The spectrum of a layer's kernel: singular values that are not finite are left out, and entropy and effective rank are
 * `NaN` where they are not known.
 */
export type ShownSpectrum = KernelSpectrum;

/** What an `evaluation.json` says. */
export interface Evaluation {
  /** The step of the generator that was evaluated, if the file tells it. */
  readonly step?: number;
  /** The scores. */
  readonly scores: readonly ShownScore[];
  /** The spectra of the critic's kernels, in the order of its layers. */
  readonly spectra: readonly ShownSpectrum[];
  /** How many scores and spectra were left out because they could not be read, or were too many. */
  readonly leftOut: number;
}

/** The most scores and the most spectra that are taken: no run has as many, and no page should be longer. */
const limit = 200;

const entries = z.array(z.unknown()).catch([]);
const file = z.looseObject({ step: z.int().optional().catch(undefined), scores: entries, spectra: entries });
const size = z.int().positive();
const real = z
  .number()
  .nullable()
  .catch(null)
  .transform((value) => value ?? Number.NaN);
const spectrumSchema: z.ZodType<ShownSpectrum> = z.object({
  layer: z.string().min(1).max(200),
  rows: size,
  columns: size,
  singularValues: z.array(z.unknown()).transform(falling),
  entropy: real,
  effectiveRank: real,
});

/**
 * Reads the `evaluation.json` of a run.
 *
 * @param folder - the run directory
 * @returns nothing where there is none, or none that can be read
 */
export async function readEvaluation(folder: string): Promise<Evaluation | undefined> {
  const read = file.safeParse(await readJson(runPaths(folder).evaluation));
  if (!read.success) return undefined;
  const { step, scores: rawScores, spectra: rawSpectra } = read.data;
  const scores = readable(rawScores, shownScoreSchema);
  const spectra = readable(rawSpectra, spectrumSchema);
  const leftOut = rawScores.length - scores.length + rawSpectra.length - spectra.length;
  return { ...(step !== undefined && { step }), scores, spectra, leftOut };
}

async function readJson(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, "utf8"));
  } catch {
    return undefined; // missing or damaged: the report goes without
  }
}

function readable<T>(all: readonly unknown[], schema: z.ZodType<T>): T[] {
  return all.slice(0, limit).flatMap((raw) => {
    const read = schema.safeParse(raw);
    return read.success ? [read.data] : [];
  });
}

function falling(values: readonly unknown[]): number[] {
  return values
    .filter((value) => typeof value === "number")
    .filter((value) => value >= 0 && value < Infinity)
    .toSorted((a, b) => b - a);
}
