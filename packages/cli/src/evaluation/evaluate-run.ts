import { startBackend } from "@lipschitz-gan/backend";
import { Scope } from "@lipschitz-gan/core";
import type { Dataset } from "@lipschitz-gan/data";
import type { FeatureExtractor } from "@lipschitz-gan/metrics";
import type * as tfl from "@tensorflow/tfjs-layers";
import type { CheckedEvaluateRequest } from "../commands/evaluate.ts";
import { loadData } from "../commands/prepare-training.ts";
import type { RunConfig } from "../config/run-config.ts";
import { FailedError, UsageError } from "../internal/cli-error.ts";
import { messageOf } from "../internal/message-of.ts";
import { loadModel } from "../model-directory/load-model.ts";
import { checkpointSteps } from "../run-directory/checkpoint-files.ts";
import { chooseLinearAlgebra } from "./choose-linear-algebra.ts";
import { criticSpectra } from "./critic-spectra.ts";
import type { EvaluatedScore, Evaluation } from "./evaluation-file.ts";
import { type EvaluationMetric, metricsOf } from "./evaluation-metrics.ts";
import { floorScores, loadFloorData, withFloors } from "./floor-scores.ts";
import { generatorSource } from "./generator-source.ts";
import { loadExtractor, loadUserExtractor } from "./load-extractor.ts";
import { type OnPart, sampleEvaluator } from "./sample-evaluator.ts";

/** Hears of what is decided and left out on the way. */
type Log = (line: string) => void;

/**
 * Scores the generator of a run, and reads the spectra of its critic.
 *
 * @param request - what was asked for
 * @param log - where decisions are told
 * @param onPart - hears of the parts
 * @throws UsageError, DatasetError, ModelDirectoryError or BackendError if run, data set or extractor are not as they must
 *   be; FailedError if samples cannot be scored
 */
export async function evaluateRun(
  request: CheckedEvaluateRequest,
  log: Log,
  onPart: OnPart,
): Promise<Omit<Evaluation, "run">> {
  const { paths, config, split } = request;
  const data = await loadData(config, split);
  const floorData = request.floor ? await loadFloorData(config, split, log) : undefined;
  const started = await startBackend(config.backend, config.threads === null ? {} : { threads: config.threads });
  const owned = new Scope();
  try {
    const generator = owned.own(await loadModel(paths.generator));
    checkFits(generator, data, config);
    const extractor = owned.own(await extractorOf(request, data));
    const scores = await scoreRun(request, { data, floorData, generator, extractor, log, onPart });
    const [step] = await checkpointSteps(paths.checkpoints);
    return { ...(step !== undefined && { step }), scores, spectra: await criticSpectra(paths.critic, log) };
  } finally {
    owned.dispose();
    await started.stop();
  }
}

function checkFits({ inputs, outputs, name }: tfl.LayersModel, data: Dataset, { latentSize }: RunConfig): void {
  const shapes = [inputs, outputs].map((tensors) => tensors.map(({ shape }) => shape.slice(1)));
  const expected = [[[latentSize]], [data.sampleShape]];
  if (JSON.stringify(shapes) === JSON.stringify(expected)) return;
  throw new UsageError(
    `generator ${name}: must make samples of shape ${JSON.stringify(data.sampleShape)} from ${latentSize} numbers, as ` +
      `config.json says, received a model of inputs ${JSON.stringify(shapes[0])} and outputs ${JSON.stringify(shapes[1])}`,
  );
}

function extractorOf({ extractor, config }: CheckedEvaluateRequest, data: Dataset): Promise<FeatureExtractor> {
  return extractor === undefined ? loadExtractor(config) : loadUserExtractor(extractor, data);
}

interface Parts {
  readonly data: Dataset;
  readonly floorData: Dataset | undefined;
  readonly generator: tfl.LayersModel;
  readonly extractor: FeatureExtractor;
  readonly log: Log;
  readonly onPart: OnPart;
}

async function scoreRun(
  request: CheckedEvaluateRequest,
  { data, floorData, generator, extractor, log, onPart }: Parts,
): Promise<readonly EvaluatedScore[]> {
  const { config, samples: count, seed, split, batchSize } = request;
  const metrics = metricsWith(extractor, request);
  if (metrics.includes("fid")) warnOfFew(Math.min(count, data.size), extractor.dimension, log);
  const linearAlgebra = metrics.includes("fid") ? chooseLinearAlgebra(extractor.dimension, log) : undefined;
  const options = { data, split, extractor, metrics, samples: count, seed, batchSize, onPart };
  try {
    const evaluator = await sampleEvaluator({ ...options, ...(linearAlgebra && { linearAlgebra }) });
    const source = generatorSource(generator, { count, seed, latentSize: config.latentSize });
    const scores = await evaluator.score(source, "generated");
    return withFloors(scores, await floorScores(evaluator, floorData, { count, seed, log }));
  } catch (error) {
    // A sample or a feature that is not finite, a set that is too small.
    if (error instanceof RangeError) throw new FailedError(`evaluate: ${messageOf(error)}`, { cause: error });
    throw error;
  }
}

/** Their covariance has not its full rank. See Bińkowski et al. (2018), appendix D, https://arxiv.org/abs/1801.01401 */
function warnOfFew(count: number, dimension: number, log: Log): void {
  if (count > dimension) return;
  log(`note     an FID of ${count} samples with ${dimension} features is biased upwards strongly; take more --samples`);
}

function metricsWith(
  { nClasses, card }: FeatureExtractor,
  { metrics, config }: CheckedEvaluateRequest,
): readonly EvaluationMetric[] {
  if (metrics?.includes("is") === true && nClasses === 0) {
    throw new UsageError(`--metrics: is needs an extractor with probabilities of classes, received ${card.name}`);
  }
  return (metrics ?? metricsOf(config.dataset)).filter((name) => name !== "is" || nClasses > 0);
}
