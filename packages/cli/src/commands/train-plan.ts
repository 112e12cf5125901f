import type { Checkpoint } from "@lipschitz-gan/training";
import type { GivenFlags } from "../config/flags.ts";
import { readConfigFile } from "../config/read-config-file.ts";
import { resolveConfig } from "../config/resolve-config.ts";
import type { RunConfig } from "../config/run-config.ts";
import { UsageError } from "../internal/cli-error.ts";
import { checkFreshFolder, defaultFolder } from "../run-directory/choose-folder.ts";
import type { EarlierParts } from "../run-directory/environment.ts";

/** What `train` was asked for. */
export interface TrainRequest {
  /** The flags that set config keys. */
  readonly flags: GivenFlags;
  /** Path of a config file. */
  readonly config?: string | undefined;
  /** Folder of a new run. */
  readonly out?: string | undefined;
  /** Folder of a run to go on with. */
  readonly resume?: string | undefined;
  /** Name of the checkpoint to go on from. */
  readonly checkpoint?: string | undefined;
}

/** What is going to be trained, and where. */
export interface TrainPlan {
  /** The complete config. */
  readonly config: RunConfig;
  /** The run directory; not made yet for a new run. */
  readonly folder: string;
  /** Where a resumed run goes on. */
  readonly resumed?: {
    readonly checkpoint: Checkpoint;
    readonly earlier: EarlierParts;
    /** Whether it is to go on with the config's backend, and not with the one that it had. */
    readonly asksForBackend: boolean;
  };
}

/**
 * Decides what to train, without changing anything on disk.
 *
 * @throws UsageError if something about the request, the config or the run to resume is not as it must be
 */
export async function planTraining(request: TrainRequest): Promise<TrainPlan> {
  if (request.resume !== undefined) {
    // Reading a checkpoint takes TensorFlow.js, whose loading takes longer than all the rest here.
    const { planResumed } = await import("./resume-plan.ts");
    return planResumed(request, request.resume);
  }
  if (request.checkpoint !== undefined) {
    throw new UsageError("--checkpoint: names a checkpoint of the run given by --resume, received it alone");
  }
  const { flags, config: path, out } = request;
  const file = path === undefined ? undefined : { path, values: await readConfigFile(path) };
  const config = resolveConfig(flags, file);
  const folder = out ?? (await defaultFolder(config, new Date()));
  if (folder === "") throw new UsageError('--out: must be the path of a folder, received ""');
  await checkFreshFolder(folder);
  return { config, folder };
}
