import { readFile } from "node:fs/promises";
import { basename, resolve } from "node:path";
import { runPaths } from "../run-directory/run-paths.ts";
import { type Evaluation, readEvaluation } from "./read-evaluation.ts";
import { type Proof, readProof } from "./read-proof.ts";
import { type Metrics, readMetrics } from "./read-metrics.ts";
import { readSamples, type SamplePicture } from "./read-samples.ts";

/** What a report is made from. */
export interface RunRecord {
  /** Name of the run directory. */
  readonly name: string;
  /** `config.json`; empty where it cannot be read. */
  readonly config: Readonly<Record<string, unknown>>;
  /** `environment.json`; empty where it cannot be read. */
  readonly environment: Readonly<Record<string, unknown>>;
  /** `metrics.jsonl`. */
  readonly metrics: Metrics;
  /** What is proven of the critic; nothing where there is no certificate. */
  readonly proof?: Proof;
  /** Scores and spectra; nothing where there was no evaluation. */
  readonly evaluation?: Evaluation;
  /** Up to eight pictures of samples, evenly chosen, by ascending step. */
  readonly samples: readonly SamplePicture[];
}

/**
 * Reads what a run directory holds so far. Files that are missing or damaged leave their part empty, because a report
 * is wanted most where a run went wrong.
 *
 * @param folder - the run directory
 * @returns its content
 */
export async function readRun(folder: string): Promise<RunRecord> {
  const paths = runPaths(folder);
  const [config, environment, metrics, proof, evaluation, samples] = await Promise.all([
    readObject(paths.config),
    readObject(paths.environment),
    readFile(paths.metrics, "utf8").catch(() => ""),
    readProof(folder),
    readEvaluation(folder),
    readSamples(paths.samples, 8),
  ]);
  const name = basename(resolve(folder));
  const found = { ...(proof && { proof }), ...(evaluation && { evaluation }) };
  return { name, config, environment, metrics: readMetrics(metrics), ...found, samples };
}

async function readObject(path: string): Promise<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(await readFile(path, "utf8"));
    return typeof value === "object" && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}
