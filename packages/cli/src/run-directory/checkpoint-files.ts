import { readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { type Checkpoint, decodeCheckpoint, encodeCheckpoint } from "@lipschitz-gan/training";
import { systemCode } from "../internal/message-of.ts";
import { writeAtomically } from "./write-atomically.ts";

/** How many checkpoints are kept: the newest, and one to fall back on should it be damaged. */
const KEPT = 2;
const pattern = /^step-(\d{8})\.ckpt$/;

/** The name of a step's checkpoint, as `--checkpoint` takes it. */
export function checkpointName(step: number): string {
  return `step-${String(step).padStart(8, "0")}`;
}

/** A step's checkpoint file. */
export function checkpointFile(folder: string, step: number): string {
  return join(folder, `${checkpointName(step)}.ckpt`);
}

/** The steps of which there are checkpoints, newest first; none if the folder is missing. */
export async function checkpointSteps(folder: string): Promise<readonly number[]> {
  try {
    const steps = (await readdir(folder)).flatMap((name) => pattern.exec(name)?.[1] ?? []).map(Number);
    return steps.toSorted((a, b) => b - a);
  } catch (error) {
    if (systemCode(error) === "ENOENT") return [];
    throw error;
  }
}

/**
 * Writes a checkpoint, then removes all but it and the one before, also those of later steps that a run which went back
 * has left behind.
 *
 * @returns the file
 */
export async function writeCheckpoint(folder: string, checkpoint: Checkpoint): Promise<string> {
  const file = checkpointFile(folder, checkpoint.step);
  await writeAtomically(file, await encodeCheckpoint(checkpoint));
  const steps = await checkpointSteps(folder);
  const kept = new Set(steps.filter((step) => step <= checkpoint.step).slice(0, KEPT));
  const stale = steps.filter((step) => !kept.has(step));
  await Promise.all(stale.map((step) => rm(checkpointFile(folder, step), { force: true })));
  return file;
}

/**
 * Reads a checkpoint.
 *
 * @throws CheckpointError if it is damaged
 */
export async function readCheckpoint(folder: string, step: number): Promise<Checkpoint> {
  const file = checkpointFile(folder, step);
  return decodeCheckpoint(await readFile(file), file);
}
