import {
  datasetNames,
  describeDatasets,
  type DatasetName,
  type DatasetStatus,
  fetchDataset,
} from "@lipschitz-gan/data";
import { UsageError } from "../internal/cli-error.ts";
import { didYouMean } from "../internal/nearest.ts";
import type { Output } from "../internal/output.ts";
import { show } from "../internal/show.ts";
import { textTable } from "../internal/text-table.ts";

/** Options of both commands. */
export interface DatasetsOptions {
  /** Whether to print the result as JSON. */
  readonly json?: boolean;
}

/**
 * The command `datasets`: what there is, and whether it is on this machine.
 *
 * @param output - where the table goes
 * @param options - whether to print JSON
 * @returns the exit code
 */
export async function datasets(output: Output, { json = false }: DatasetsOptions = {}): Promise<number> {
  const statuses = await describeDatasets();
  if (json) {
    output.result(JSON.stringify({ datasets: statuses }));
    return 0;
  }
  const rows = statuses.map(({ name, sampleShape, nTrain, nTest, available, source }) => [
    name,
    sampleShape.join(" x "),
    nTrain === undefined ? "endless" : String(nTrain),
    nTest === undefined ? "endless" : String(nTest),
    available ? "yes" : "no",
    source,
  ]);
  for (const line of textTable([["name", "sample", "train", "test", "here", "source"], ...rows])) output.result(line);
  for (const status of statuses) for (const line of missing(status)) output.result(line);
  return 0;
}

/**
 * The command `datasets fetch NAME`.
 *
 * @param name - the data set
 * @param output - where progress and the folder go
 * @param options - whether to print JSON
 * @returns the exit code
 * @throws UsageError for an unknown name; DatasetError if the data set cannot be had
 */
export async function fetchOne(name: string, output: Output, { json = false }: DatasetsOptions = {}): Promise<number> {
  if (!isDatasetName(name)) {
    throw new UsageError(
      `datasets fetch: name must be one of ${datasetNames.join(", ")}, received ${show(name)}${didYouMean(name, datasetNames)}`,
    );
  }
  const { location } = await fetchDataset(name, { log: output.log });
  output.result(json ? JSON.stringify({ name, location }) : location);
  return 0;
}

function isDatasetName(name: string): name is DatasetName {
  return datasetNames.some((known) => known === name);
}

function missing({ name, available, reason, remedy }: DatasetStatus): readonly string[] {
  return available ? [] : ["", `${name} is not here: ${reason ?? "unknown"}`, `  ${remedy ?? ""}`];
}
