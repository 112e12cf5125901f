import { writeAtomically } from "../run-directory/write-atomically.ts";
import { runPaths } from "../run-directory/run-paths.ts";
import { page } from "./page.ts";
import { readRun } from "./read-run.ts";

/**
 * Writes a run's `report.html`: what was trained, samples over time, curves, config and environment in one file that
 * needs no network and no scripts. Parts of the run that are missing or damaged are left out and said to be.
 *
 * @param runFolder - the run directory; an earlier report in it is replaced
 */
export async function writeReport(runFolder: string): Promise<void> {
  await writeAtomically(runPaths(runFolder).report, page(await readRun(runFolder)));
}
