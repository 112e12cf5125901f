import { stat } from "node:fs/promises";
import { join } from "node:path";
import { UsageError } from "../internal/cli-error.ts";
import { show } from "../internal/show.ts";
import { runPaths } from "../run-directory/run-paths.ts";

/** What a user means by a model. */
export interface LocatedModel {
  /** The model directory. */
  readonly folder: string;
  /** The run directory around it, where that was named; its critic is meant. */
  readonly run?: string;
  /** Where the model's certificate belongs. */
  readonly certificate: string;
}

/**
 * The model that a path names: a model directory, or the critic of a run directory.
 *
 * @param path - as the user wrote it
 * @returns where model and certificate lie
 * @throws UsageError if it is neither
 */
export async function locateModel(path: string): Promise<LocatedModel> {
  if (await exists(join(path, "model.json"))) return { folder: path, certificate: join(path, "certificate.json") };
  const { critic, certificate } = runPaths(path);
  if (await exists(join(critic, "model.json"))) return { folder: critic, run: path, certificate };
  const what = (await exists(path)) ? "has neither" : "does not exist";
  throw new UsageError(
    `MODEL: must be a model directory with model.json, or a run directory with critic/model.json, ` +
      `received ${show(path)}, which ${what}`,
  );
}

async function exists(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined)) !== undefined; // what cannot be looked at is told when it is read
}
