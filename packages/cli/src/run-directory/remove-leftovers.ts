import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";

const sample = /^step-(\d{6})\.png$/;

/**
 * Removes what a killed run has left: temporary files and folders, and samples of steps that will run again.
 *
 * @param folder - the run directory
 * @param step - the step that the run goes on from
 */
export async function removeLeftovers(folder: string, step: number): Promise<void> {
  const names = await readdir(folder, { recursive: true });
  const stale = names.filter((name) => name.endsWith(".tmp") || isLaterSample(name, step));
  await Promise.all(stale.map((name) => rm(join(folder, name), { recursive: true, force: true })));
}

function isLaterSample(name: string, step: number): boolean {
  const [parent, file] = name.split(/[/\\]/);
  const number = parent === "samples" ? sample.exec(file ?? "")?.[1] : undefined;
  return number !== undefined && Number(number) > step;
}

/** The name of a step's sample picture. */
export function sampleName(step: number): string {
  return `step-${String(step).padStart(6, "0")}.png`;
}
