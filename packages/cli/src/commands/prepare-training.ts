import { BackendError, startBackend, type StartedBackend } from "@lipschitz-gan/backend";
import { constrain, type ConstrainedModel, createRng, readWeights, Scope } from "@lipschitz-gan/core";
import { type Dataset, loadDataset } from "@lipschitz-gan/data";
import { buildModels } from "@lipschitz-gan/models";
import { adam, createTrainer, linearDecay, lossByName, type Trainer } from "@lipschitz-gan/training";
import type * as tfl from "@tensorflow/tfjs-layers";
import { buildConstraint } from "../config/build-constraint.ts";
import { backendNames, modelKinds } from "../config/names.ts";
import type { RunConfig } from "../config/run-config.ts";
import { UsageError } from "../internal/cli-error.ts";
import type { TrainPlan } from "./train-plan.ts";

/** Everything in memory that a run needs. */
export interface Prepared {
  /** The real samples. */
  readonly data: Dataset;
  /** What computes. */
  readonly backend: StartedBackend;
  /** The generator. */
  readonly generator: tfl.LayersModel;
  /** The critic under its constraint. */
  readonly critic: ConstrainedModel;
  /** The run, at its first step or at that of the checkpoint. */
  readonly trainer: Trainer;
  /** Frees it all. */
  readonly close: () => Promise<void>;
}

/**
 * Loads, builds and restores what a plan needs; changes nothing on disk.
 *
 * @param plan - what to train
 * @param log - receives what is decided about backends, and about which one
 * @throws DatasetError, BackendError, CheckpointError or UsageError if the plan cannot be carried out
 */
export async function prepareTraining(plan: TrainPlan, log: (line: string, about: string) => void): Promise<Prepared> {
  const { config, resumed } = plan;
  const constraint = refusing(() => buildConstraint(config));
  const data = await loadData(config);
  const backend = await startRunBackend(plan, log);
  const owned = new Scope();
  const { generator, critic } = refusing(() => buildPair(config, data));
  if (constraint.readsValues === true) await readWeights(critic);
  const constrained = owned.own(constrain(critic, constraint, { rng: createRng(config.seed) }));
  const { learningRate, beta1, beta2, batchSize, latentSize, nCritic, seed, steps } = config;
  const decayAfter = Math.min(steps - 1, Math.round((1 - config.decay) * steps));
  const trainer = owned.own(
    createTrainer({
      generator,
      critic: constrained,
      loss: lossByName(config.loss),
      data,
      generatorOptimizer: owned.own(adam({ learningRate, beta1, beta2 })),
      criticOptimizer: owned.own(adam({ learningRate, beta1, beta2 })),
      batchSize,
      latentSize,
      nCritic,
      seed,
      ...(config.decay > 0 && { learningRateFactor: linearDecay(decayAfter, steps) }),
    }),
  );
  if (resumed !== undefined) trainer.restore(resumed.checkpoint);
  const close = async (): Promise<void> => {
    owned.dispose();
    generator.dispose();
    critic.dispose();
    await backend.stop();
  };
  return { data, backend, generator, critic: constrained, trainer, close };
}

/** The data set of a config, at the size of its model. */
export function loadData(
  { dataset, dataFolder, model }: RunConfig,
  split: "train" | "test" = "train",
): Promise<Dataset> {
  const { imageSize } = modelKinds[model];
  return loadDataset(dataset, {
    split,
    ...(dataFolder !== null && { folder: dataFolder }),
    ...(imageSize !== undefined && { imageSize }),
  });
}

function buildPair(
  { model, width, latentSize, seed }: RunConfig,
  { sampleShape }: Dataset,
): ReturnType<typeof buildModels> {
  const channels = sampleShape[2];
  return buildModels(model, { width, latentSize, seed, ...(channels !== undefined && { channels }) });
}

/** A resumed run takes the backend and the number of threads that it had, so that it goes on byte for byte. */
async function startRunBackend(
  { config, resumed }: TrainPlan,
  log: (line: string, about: string) => void,
): Promise<StartedBackend> {
  const before = resumed?.asksForBackend === true ? undefined : resumed?.earlier.backend;
  const known = backendNames.find((name) => name === before?.name);
  const threads = before?.threads ?? config.threads;
  try {
    return await startBackend(known ?? config.backend, { log, ...(threads !== null && { threads }) });
  } catch (error) {
    if (!(error instanceof BackendError) || known === undefined) throw error;
    throw new BackendError(`${error.message}; the run had ${known} before, and goes on elsewhere with --backend`, {
      cause: error,
    });
  }
}

/** The libraries check options once more; what they refuse, the user has asked for. */
function refusing<T>(build: () => T): T {
  try {
    return build();
  } catch (error) {
    if (error instanceof RangeError) throw new UsageError(error.message, { cause: error });
    throw error;
  }
}
