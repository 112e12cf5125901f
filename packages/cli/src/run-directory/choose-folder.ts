import { access, constants, mkdir, readdir, stat } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import type { RunConfig } from "../config/run-config.ts";
import { UsageError } from "../internal/cli-error.ts";
import { messageOf, systemCode } from "../internal/message-of.ts";

/** Why a call on the file system failed, for a message. */
function why(error: unknown): string {
  return systemCode(error) ?? messageOf(error);
}

/**
 * Refuses a folder for a new run that holds something, is a file, or cannot be written. Changes nothing.
 *
 * @param folder - the folder asked for; may be missing
 * @throws UsageError with the rule
 */
export async function checkFreshFolder(folder: string): Promise<void> {
  const entries = await entriesOf(folder);
  if (entries !== undefined && entries.length > 0) {
    throw new UsageError(
      `--out: must be a new or an empty folder, received ${folder} with ${entries.length} entries; ` +
        `choose another, or go on with that run: --resume ${folder}`,
    );
  }
  try {
    await access(await nearestFolder(resolve(folder)), constants.W_OK);
  } catch (error) {
    throw new UsageError(`--out: must be a folder that can be written, received ${folder} (${why(error)})`);
  }
}

/** The entries of a folder, or `undefined` if there is none. */
async function entriesOf(folder: string): Promise<readonly string[] | undefined> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (systemCode(error) === "ENOENT") return undefined;
    const code = systemCode(error);
    const what = code === "ENOTDIR" ? `${folder}, which is a file or lies under one` : `${folder} (${why(error)})`;
    throw new UsageError(`--out: must be a new or an empty folder, received ${what}`);
  }
}

async function nearestFolder(path: string): Promise<string> {
  try {
    await stat(path);
    return path;
  } catch (error) {
    if (systemCode(error) !== "ENOENT" || dirname(path) === path) throw error;
    return nearestFolder(dirname(path));
  }
}

/**
 * Makes the folder of a new run with its subfolders.
 *
 * @param folder - checked by {@link checkFreshFolder}
 * @param options - whether the run starts here or goes on
 * @throws UsageError if it cannot be made
 */
export async function makeRunFolder(folder: string, { isNew }: { isNew: boolean }): Promise<void> {
  try {
    await makeFolder(folder);
    // Two runs that start together find the folder empty both; only one of them makes what is in it.
    if (isNew) await mkdir(resolve(folder, "samples"));
    await makeFolder(resolve(folder, "samples"));
    await makeFolder(resolve(folder, "checkpoint"));
  } catch (error) {
    if (systemCode(error) === "EEXIST")
      throw new UsageError(
        `--out: must be a new or an empty folder, received ${folder}, in which another run has just started`,
      );
    throw new UsageError(`--out: must be a folder that can be written, received ${folder} (${why(error)})`);
  }
}

/** Node's own recursive mkdir never ends below /proc, where a folder is missing and cannot be made. */
async function makeFolder(path: string): Promise<void> {
  if (await exists(path)) return;
  await makeFolder(dirname(path));
  await mkdir(path);
}

/**
 * A name for a run that is not taken: `runs/<date>-<dataset>-<constraint>-seed<n>`, with a number behind if need be.
 *
 * @param config - the run's config
 * @param date - the day, UTC
 */
export async function defaultFolder({ dataset, constraint, seed }: RunConfig, date: Date): Promise<string> {
  const base = join("runs", `${date.toISOString().slice(0, 10)}-${dataset}-${constraint.join("+")}-seed${seed}`);
  for (let i = 1; ; i++) {
    const folder = i === 1 ? base : `${base}-${i}`;
    // oxlint-disable-next-line no-await-in-loop -- each name is tried only if the one before is taken
    if (!(await exists(folder))) return folder;
  }
}

async function exists(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch (error) {
    if (systemCode(error) === "ENOENT") return false;
    if (systemCode(error) === "ENOTDIR") return false; // checkFreshFolder tells what is wrong
    throw error;
  }
}
