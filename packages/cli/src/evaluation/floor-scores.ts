import { type Dataset, DatasetError } from "@lipschitz-gan/data";
import type { Score } from "@lipschitz-gan/metrics";
import { loadData } from "../commands/prepare-training.ts";
import type { RunConfig } from "../config/run-config.ts";
import { messageOf } from "../internal/message-of.ts";
import { datasetSource } from "./dataset-source.ts";
import type { EvaluatedScore } from "./evaluation-file.ts";
import type { SampleEvaluator } from "./sample-evaluator.ts";

/** How the generated samples were drawn, in whose place real ones are scored. */
export interface FloorOptions {
  /** How many. */
  readonly count: number;
  /** Seed of their choice. */
  readonly seed: number;
  /** Hears why there is no floor. */
  readonly log: (line: string) => void;
}

/**
 * The split that the samples are not compared with; of points it is the same distribution.
 *
 * @param config - the run's config
 * @param split - the split that they are compared with
 * @param log - hears why there is none
 * @returns the data; nothing where that split is missing
 */
export async function loadFloorData(
  config: RunConfig,
  split: "train" | "test",
  log: (line: string) => void,
): Promise<Dataset | undefined> {
  try {
    return await loadData(config, split === "train" ? "test" : "train");
  } catch (error) {
    if (!(error instanceof DatasetError)) throw error;
    log(`without  a floor: ${messageOf(error)}`);
    return undefined;
  }
}

/**
 * The scores of real samples in place of the generated ones. Fresh points are another draw of the same seed.
 *
 * @param evaluator - scores them
 * @param data - the real samples, from {@link loadFloorData}
 * @param options - how many, from which seed
 * @returns the scores; none where there is no data, or too little
 */
export async function floorScores(
  evaluator: SampleEvaluator,
  data: Dataset | undefined,
  { count, seed, log }: FloorOptions,
): Promise<readonly Score[]> {
  if (data === undefined) return [];
  try {
    return await evaluator.score(datasetSource(data, { count, seed, draw: 1 }), "other real");
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    log(`without  a floor: ${messageOf(error)}`);
    return [];
  }
}

/**
 * Puts floors beside scores.
 *
 * @param scores - of generated samples
 * @param floors - of real ones
 */
export function withFloors(scores: readonly Score[], floors: readonly Score[]): readonly EvaluatedScore[] {
  return scores.map((score) => {
    const floor = floors.find(({ name }) => name === score.name);
    return floor === undefined ? score : { ...score, floor };
  });
}
