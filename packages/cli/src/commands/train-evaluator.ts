import { type FeatureExtractor, kernelSpectra, type Score } from "@lipschitz-gan/metrics";
import type { EvaluatedScore } from "../evaluation/evaluation-file.ts";
import { metricsOf } from "../evaluation/evaluation-metrics.ts";
import { floorScores, loadFloorData, withFloors } from "../evaluation/floor-scores.ts";
import { generatorSource } from "../evaluation/generator-source.ts";
import { loadExtractor } from "../evaluation/load-extractor.ts";
import { sampleEvaluator, type SampleEvaluator } from "../evaluation/sample-evaluator.ts";
import { messageOf } from "../internal/message-of.ts";
import type { Prepared } from "./prepare-training.ts";
import type { TrainPlan } from "./train-plan.ts";

/** What an evaluation adds to the line of its step in `metrics.jsonl`. */
export interface StepEvaluation {
  /** The scores of the generator's samples, each with what as many other real samples get. */
  readonly scores: readonly EvaluatedScore[];
  /** The effective rank of each of the critic's kernels, by layer. */
  readonly effectiveRank: Readonly<Record<string, number>>;
}

/** Evaluates the models while they are trained. Nothing that it does moves the run's state. */
export interface TrainEvaluator {
  /** The evaluation of the models as they are. */
  evaluate(): Promise<StepEvaluation | undefined>;
  /** Frees the extractor. */
  dispose(): void;
}

/** Whatever the run's own seed is, so that runs can be compared. */
const SEED = 0;
/** A tenth of the subsets that `evaluate` takes, and half their size: an evaluation is to take seconds. */
const KERNEL_SUBSETS = 10;
const KERNEL_SUBSET_SIZE = 500;

/**
 * The evaluator of a run. A run that cannot be evaluated is trained all the same: that is said once, and then `undefined`
 * is all that comes.
 *
 * @param plan - the run
 * @param prepared - what it has in memory
 * @param log - where failure is told
 * @param load - loads the extractor
 */
export function trainEvaluator(
  { config }: TrainPlan,
  { critic, data, generator }: Prepared,
  log: (line: string) => void,
  load: typeof loadExtractor = loadExtractor,
): TrainEvaluator {
  let hasFailed = false;
  let extractor: FeatureExtractor | undefined;
  let evaluator: SampleEvaluator | undefined;
  let floors: readonly Score[] = [];
  const { evaluateSamples: count, latentSize } = config;

  /** The real samples are the same all the time, and so is what others of them get. */
  const prepare = async (): Promise<SampleEvaluator> => {
    extractor = await load(config);
    const metrics = metricsOf(config.dataset);
    const prepared = await sampleEvaluator({
      data,
      split: "train",
      extractor,
      metrics,
      samples: count,
      seed: SEED,
      kernelSubsets: KERNEL_SUBSETS,
      kernelSubsetSize: KERNEL_SUBSET_SIZE,
    });
    floors = await floorScores(prepared, await loadFloorData(config, "train", log), { count, seed: SEED, log });
    return prepared;
  };

  const effectiveRanks = async (): Promise<StepEvaluation["effectiveRank"]> => {
    const baked = await critic.bake();
    try {
      const spectra = await kernelSpectra(baked);
      return Object.fromEntries(spectra.map(({ layer, effectiveRank }) => [layer, effectiveRank]));
    } finally {
      baked.dispose();
    }
  };

  return {
    evaluate: async () => {
      if (hasFailed) return undefined;
      try {
        evaluator ??= await prepare();
        const scores = await evaluator.score(
          generatorSource(generator, { count, seed: SEED, latentSize }),
          "generated",
        );
        return { scores: withFloors(scores, floors), effectiveRank: await effectiveRanks() };
      } catch (error) {
        hasFailed = true;
        log(`the samples are not evaluated: ${messageOf(error)}`);
        return undefined;
      }
    },
    dispose: () => extractor?.dispose(),
  };
}
