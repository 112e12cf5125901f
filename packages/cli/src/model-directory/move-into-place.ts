import { mkdir, readdir, rename, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { ModelDirectoryError } from "./model-directory-error.ts";

/** What a model directory written here may hold: anything else in it is not ours to remove. */
const ownFile = /^(?:model\.json|certificate\.json|group1-shard\d+of\d+\.bin)$/;

/**
 * Has a folder written beside the target and renames it to the target when it is whole.
 *
 * @param target - absolute path of the model directory to be
 * @param replace - whether a model directory may be standing there
 * @param write - writes the content into the temporary folder that it is given
 * @throws ModelDirectoryError if something stands there that may not be replaced, or if writing fails
 */
export async function moveIntoPlace(
  target: string,
  replace: boolean,
  write: (temporary: string) => Promise<void>,
): Promise<void> {
  const occupied = await checkTarget(target, replace);
  const temporary = `${target}.${process.pid}.new.tmp`;
  const previous = `${target}.${process.pid}.old.tmp`;
  try {
    await mkdir(dirname(target), { recursive: true });
    await rm(temporary, { recursive: true, force: true });
    await mkdir(temporary);
    await write(temporary);
    if (occupied) await rename(target, previous);
    await rename(temporary, target);
    await rm(previous, { recursive: true, force: true });
  } catch (cause) {
    // best effort, so that the error told is the first one: the old model back to its place, the half-made one away
    if (occupied) await rename(previous, target).catch(() => undefined);
    await rm(temporary, { recursive: true, force: true }).catch(() => undefined);
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new ModelDirectoryError(target, `cannot be written (${reason})`, "choose another folder", { cause });
  }
}

/** Whether a model directory stands at the target; throws where anything else but an empty folder does. */
async function checkTarget(target: string, replace: boolean): Promise<boolean> {
  const found = await stat(target).catch(() => undefined);
  if (found === undefined) return false;
  const remedy = "choose a folder that does not exist yet";
  if (!found.isDirectory()) throw new ModelDirectoryError(target, "must be a folder, found a file", remedy);
  const names = await readdir(target);
  if (names.length === 0) return false;
  const foreign = names.find((name) => !ownFile.test(name));
  if (foreign !== undefined || !names.includes("model.json")) {
    const what = foreign === undefined ? "no model.json" : join(target, foreign);
    throw new ModelDirectoryError(target, `must be empty or a model directory, found ${what}`, remedy);
  }
  if (!replace) throw new ModelDirectoryError(target, "must not exist yet, found a model directory", remedy);
  return true;
}
