import { runConformance } from "../../src/conformance/run-conformance.ts";
import type { PageJob } from "../src/page-job.ts";
import { loseDevice } from "./lose-device.ts";
import { repairedValues } from "./repaired-values.ts";
import { trainTwoSteps } from "./train-two-steps.ts";

const tasks: Readonly<Record<Exclude<PageJob["task"], "conformance">, () => Promise<unknown>>> = {
  start: async () => null,
  training: trainTwoSteps,
  repairs: repairedValues,
  "lost device": loseDevice,
};

/**
 * Does what the job asks for, on the backend that runs.
 *
 * @param job - the page's
 * @param onRow - receives each row of a table when it is there
 * @returns what shall reach the program that opened the page; it can be written as JSON
 * @internal
 */
export async function doTask(job: PageJob, onRow: (row: unknown) => void): Promise<unknown> {
  if (job.task === "conformance") {
    const { backend, runs, seed, only = "" } = job;
    const pattern = new RegExp(only, "u");
    await runConformance({ backend, runs, seed, only: (name) => pattern.test(name), onRow });
    return null;
  }
  return tasks[job.task]();
}
