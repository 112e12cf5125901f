import { DatasetError } from "../dataset-error.ts";
import { datasetNames, type DatasetName } from "../dataset-names.ts";

/**
 * Refuses a name that no data set has.
 *
 * @internal
 */
export function checkName(where: string, name: DatasetName): void {
  if (!datasetNames.includes(name)) {
    throw new DatasetError(
      where,
      `name must be one of ${datasetNames.join(", ")}`,
      JSON.stringify(name) ?? "undefined",
    );
  }
}
