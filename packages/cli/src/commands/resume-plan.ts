import { join } from "node:path";
import { type Checkpoint, CheckpointError } from "@lipschitz-gan/training";
import { checkPairs } from "../config/check-pairs.ts";
import { checkedConfig } from "../config/config-issue.ts";
import { extensionKeys } from "../config/default-config.ts";
import { flagOf, type GivenFlags } from "../config/flags.ts";
import { readConfigFile } from "../config/read-config-file.ts";
import type { RunConfig } from "../config/run-config.ts";
import { UsageError } from "../internal/cli-error.ts";
import { messageOf } from "../internal/message-of.ts";
import { show } from "../internal/show.ts";
import { checkpointName, checkpointSteps, readCheckpoint } from "../run-directory/checkpoint-files.ts";
import { readEarlierParts } from "../run-directory/environment.ts";
import { runPaths } from "../run-directory/run-paths.ts";
import type { TrainPlan, TrainRequest } from "./train-plan.ts";

/**
 * Decides how to go on with a run, without changing anything on disk.
 *
 * @param request - what was asked for
 * @param folder - the run directory
 * @throws UsageError if the run, its checkpoint or a flag is not as it must be
 */
export async function planResumed(request: TrainRequest, folder: string): Promise<TrainPlan> {
  for (const name of ["config", "out"] as const) {
    if (request[name] !== undefined) {
      throw new UsageError(`--${name}: a resumed run keeps its own, received "${request[name]}"; leave it out`);
    }
  }
  const paths = runPaths(folder);
  const saved = checkedConfig(await readConfigFile(paths.config), (key) => `${paths.config}: ${key}`);
  checkPairs(saved);
  const config = extended(saved, request.flags);
  const earlier = await readEarlierParts(paths.environment);
  const checkpoint = await chooseCheckpoint(folder, request.checkpoint);
  if (checkpoint.step > config.steps) {
    throw new UsageError(
      `--steps: must be at least ${checkpoint.step}, which the run has done already, received ${config.steps}`,
    );
  }
  return { config, folder, resumed: { checkpoint, earlier, asksForBackend: request.flags.backend !== undefined } };
}

/** The run's own config, with what a resumed run may set anew. */
function extended(saved: RunConfig, flags: GivenFlags): RunConfig {
  const config = checkedConfig({ ...saved, ...flags }, flagOf);
  for (const key of Object.keys(flags) as (keyof RunConfig)[]) {
    const same = JSON.stringify(config[key]) === JSON.stringify(saved[key]);
    if (!same && !extensionKeys.includes(key)) {
      throw new UsageError(
        `${flagOf(key)}: a resumed run keeps its ${show(saved[key])}, received ${show(config[key])}; ` +
          `leave it out, or start a new run`,
      );
    }
  }
  return config;
}

async function chooseCheckpoint(run: string, asked: string | undefined): Promise<Checkpoint> {
  const folder = runPaths(run).checkpoints;
  const steps = await checkpointSteps(folder);
  const [newest] = steps;
  if (newest === undefined) {
    throw new UsageError(`--resume: ${folder} must hold a checkpoint, received none; start the run anew`);
  }
  const wanted = asked === undefined ? newest : steps.find((step) => isNamed(asked, step));
  if (wanted === undefined) {
    throw new UsageError(
      `--checkpoint: must be one of ${steps.map(checkpointName).join(", ")} in ${folder}, received ${show(asked)}`,
    );
  }
  try {
    return await readCheckpoint(folder, wanted);
  } catch (error) {
    if (!(error instanceof CheckpointError)) throw error;
    const good = await newestGood(
      folder,
      steps.filter((step) => step < wanted),
    );
    const remedy =
      good === undefined
        ? "no older checkpoint is good; start the run anew"
        : `the one before is good: --resume ${run} --checkpoint ${checkpointName(good)}`;
    throw new UsageError(`${messageOf(error)}; ${remedy}`, { cause: error });
  }
}

function isNamed(asked: string, step: number): boolean {
  const name = checkpointName(step);
  return asked === name || asked === `${name}.ckpt` || asked === join("checkpoint", `${name}.ckpt`);
}

async function newestGood(folder: string, steps: readonly number[]): Promise<number | undefined> {
  for (const step of steps) {
    try {
      // oxlint-disable-next-line no-await-in-loop -- the older ones are read only if the newer are damaged
      await readCheckpoint(folder, step);
      return step;
    } catch (error) {
      if (!(error instanceof CheckpointError)) throw error;
    }
  }
  return undefined;
}
