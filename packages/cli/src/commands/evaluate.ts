import { stat } from "node:fs/promises";
import { join } from "node:path";
import { writeCertificate } from "../certification/write-certificate.ts";
import { checkedConfig } from "../config/config-issue.ts";
import { datasetKind } from "../config/dataset-kind.ts";
import { readConfigFile } from "../config/read-config-file.ts";
import type { RunConfig } from "../config/run-config.ts";
import { checkEvaluationFile, type Evaluation } from "../evaluation/evaluation-file.ts";
import { checkedMetrics, type EvaluationMetric } from "../evaluation/evaluation-metrics.ts";
import { formatEvaluation } from "../evaluation/format-evaluation.ts";
import { checkedInteger } from "../internal/checked-integer.ts";
import { UsageError } from "../internal/cli-error.ts";
import { messageOf } from "../internal/message-of.ts";
import type { Output } from "../internal/output.ts";
import { show } from "../internal/show.ts";
import { evaluateProgress } from "../progress/evaluate-progress.ts";
import { type RunPaths, runPaths } from "../run-directory/run-paths.ts";

/** What `evaluate` was asked for; numbers that are no numbers are still text. */
export interface EvaluateRequest {
  /** The run directory. */
  readonly run: string;
  /** Names of metrics with commas between; all that apply when left out. */
  readonly metrics?: string | undefined;
  /** How many samples to generate, and how many real ones to set against them. */
  readonly samples?: number | string | undefined;
  /** The split of the real samples. */
  readonly split?: string | undefined;
  /** A model directory that makes features, in place of the data set's own classifier. */
  readonly extractor?: string | undefined;
  /** Seed of the samples and of the choice of subsets. */
  readonly seed?: number | string | undefined;
  /** Samples that go through generator and extractor at a time. */
  readonly batchSize?: number | string | undefined;
  /** Whether to score real samples too; true unless told otherwise. */
  readonly floor?: boolean | undefined;
}

/** A request with its rules checked. */
export interface CheckedEvaluateRequest {
  /** Where the run lies. */
  readonly paths: RunPaths;
  /** The run's config. */
  readonly config: RunConfig;
  /** The metrics asked for; nothing for all that apply. */
  readonly metrics: readonly EvaluationMetric[] | undefined;
  /** How many samples. */
  readonly samples: number;
  /** The split of the real samples. */
  readonly split: "train" | "test";
  /** The user's extractor. */
  readonly extractor: string | undefined;
  /** Seed of the samples. */
  readonly seed: number;
  /** Samples at a time. */
  readonly batchSize: number;
  /** Whether to score real samples too. */
  readonly floor: boolean;
}

/**
 * The command `evaluate`.
 *
 * @param request - what was asked for
 * @param output - where scores and progress go
 * @param options - whether to print the evaluation as JSON
 * @returns the exit code
 * @throws UsageError, DatasetError, ModelDirectoryError or BackendError if flags, run, data set or extractor are not as they
 *   must be; FailedError if samples cannot be scored
 */
export async function evaluate(
  request: EvaluateRequest,
  output: Output,
  { json = false }: { json?: boolean } = {},
): Promise<number> {
  const checked = await checkedRequest(request);
  const { paths } = checked;
  await checkEvaluationFile(paths.evaluation);
  const progress = evaluateProgress(output);
  // TensorFlow.js is loaded only now, so that wrong usage is answered at once.
  const { evaluateRun } = await import("../evaluation/evaluate-run.ts");
  const found = await evaluateRun(checked, output.log, progress.part).finally(progress.stop);
  const evaluation: Evaluation = { run: request.run, ...found };
  await writeCertificate(paths.evaluation, evaluation); // for its lists of numbers on one line
  await writeReportOf(paths, output);
  if (json) output.result(JSON.stringify(evaluation));
  else for (const line of [...formatEvaluation(evaluation), `written  ${paths.evaluation}`]) output.result(line);
  return 0;
}

/** The precision of covariances of more samples is beyond any use. */
const MAX_SAMPLES = 1_000_000;
/** The Inception Score is a mean over ten splits. */
const MIN_SAMPLES = 10;
/** As in `train`: a larger batch does not fit into the memory of WASM. */
const MAX_BATCH_SIZE = 4096;

async function checkedRequest(request: EvaluateRequest): Promise<CheckedEvaluateRequest> {
  const { run, split = "train", extractor, floor = true } = request;
  const samples = checkedInteger("--samples", request.samples ?? 10_000, MIN_SAMPLES, MAX_SAMPLES);
  const seed = checkedInteger("--seed", request.seed ?? 0, 0, Number.MAX_SAFE_INTEGER);
  const batchSize = checkedInteger("--batch-size", request.batchSize ?? 64, 1, MAX_BATCH_SIZE);
  if (split !== "train" && split !== "test") {
    throw new UsageError(`--split: must be train or test, received ${show(split)}`);
  }
  const paths = runPaths(run);
  const config = checkedConfig(await readConfigFile(paths.config), (key) => `${paths.config}: ${key}`);
  const metrics = request.metrics === undefined ? undefined : checkedMetrics(request.metrics, config.dataset);
  if (datasetKind(config.dataset) === "points") refuseForPoints(config.dataset, request);
  await checkGenerator(paths);
  return { paths, config, metrics, samples, split, extractor, seed, batchSize, floor };
}

function refuseForPoints(dataset: string, { split, extractor }: EvaluateRequest): void {
  const given = Object.entries({ split, extractor }).find(([, value]) => value !== undefined);
  if (given === undefined) return;
  const why = given[0] === "split" ? "is generated and has no splits" : "has points, which are their own features";
  throw new UsageError(`--${given[0]}: belongs to pictures, received for ${dataset}, which ${why}; leave it out`);
}

async function checkGenerator({ folder, generator }: RunPaths): Promise<void> {
  const file = join(generator, "model.json");
  if ((await stat(file).catch(() => undefined)) !== undefined) return;
  throw new UsageError(
    `RUN: must be a run directory with generator/model.json, received ${show(folder)}, which has none; ` +
      `lipschitz-gan train writes it with its first checkpoint`,
  );
}

async function writeReportOf({ folder }: RunPaths, { log }: Output): Promise<void> {
  try {
    const { writeReport } = await import("../report/write-report.ts");
    await writeReport(folder);
  } catch (error) {
    log(`the report could not be written: ${messageOf(error)}`);
  }
}
