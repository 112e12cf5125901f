import { type ClassifierName, classifierNames } from "@lipschitz-gan/metrics";
import { backendNames } from "../config/names.ts";
import { checkedInteger } from "../internal/checked-integer.ts";
import { checkedSizes } from "../internal/checked-list.ts";
import { UsageError } from "../internal/cli-error.ts";
import { didYouMean } from "../internal/nearest.ts";
import { show } from "../internal/show.ts";
import { type ClassifierDefaults, classifierRecipes } from "./classifier-recipes.ts";

/** What `extractor train` was asked for; numbers that are no numbers are still text. */
export interface ExtractorTrainRequest {
  /** The data set. */
  readonly dataset: string;
  /** Folder with its files. */
  readonly dataFolder?: string | undefined;
  /** Folder for the two files. */
  readonly out?: string | undefined;
  /** Output channels of each convolution, with commas between. */
  readonly widths?: string | undefined;
  /** Times that every sample is seen. */
  readonly epochs?: number | string | undefined;
  /** Samples a batch. */
  readonly batchSize?: number | string | undefined;
  /** Adam's largest step size. */
  readonly learningRate?: number | string | undefined;
  /** Seed of weights, order and variations. */
  readonly seed?: number | string | undefined;
  /** The backend. */
  readonly backend?: string | undefined;
  /** Threads of the WASM backend. */
  readonly threads?: number | string | undefined;
}

/** What is going to be trained. */
export interface ExtractorPlan {
  /** The data set. */
  readonly name: ClassifierName;
  /** How. */
  readonly recipe: ClassifierDefaults;
  /** Seed of weights, order and variations. */
  readonly seed: number;
  /** The backend. */
  readonly backend: (typeof backendNames)[number];
  /** Threads of the WASM backend; as many as there are cores when left out. */
  readonly threads: number | undefined;
}

/**
 * Decides what to train.
 *
 * @param request - what was asked for
 * @throws UsageError naming the first flag that is not as it must be
 */
export function extractorPlan(request: ExtractorTrainRequest): ExtractorPlan {
  const name = classifierNames.find((known) => known === request.dataset);
  if (name === undefined) {
    throw new UsageError(
      `--dataset: must be one of ${classifierNames.join(", ")}, received ${show(request.dataset)}${didYouMean(request.dataset, classifierNames)}`,
    );
  }
  const backend = backendNames.find((known) => known === (request.backend ?? "auto"));
  if (backend === undefined) {
    throw new UsageError(`--backend: must be one of ${backendNames.join(", ")}, received ${show(request.backend)}`);
  }
  const preset = classifierRecipes[name];
  const { epochs = preset.epochs, batchSize = preset.batchSize, learningRate = preset.learningRate } = request;
  return {
    name,
    recipe: {
      ...preset,
      widths: request.widths === undefined ? preset.widths : checkedWidths(request.widths),
      epochs: checkedInteger("--epochs", epochs, 1, 10_000),
      batchSize: checkedInteger("--batch-size", batchSize, 1, 4096),
      learningRate: checkedRate(learningRate),
    },
    seed: checkedInteger("--seed", request.seed ?? 0, 0, Number.MAX_SAFE_INTEGER),
    backend,
    threads: request.threads === undefined ? undefined : checkedInteger("--threads", request.threads, 1, 8),
  };
}

function checkedWidths(text: string): readonly number[] {
  const widths = checkedSizes("--widths", text);
  if (widths.length <= 5 && widths.every((width) => width <= 1024)) return widths;
  throw new UsageError(`--widths: must be one to five numbers of at most 1024, received ${show(text)}`);
}

function checkedRate(value: number | string): number {
  if (typeof value === "number" && value > 0 && value <= 1) return value;
  throw new UsageError(`--learning-rate: must be a number in (0, 1], received ${show(value)}`);
}
