import { datasetNames, type DatasetName } from "./dataset-names.ts";
import { generators } from "./internal/generators.ts";
import { imageSources, isImageName, locate, type ImageName } from "./internal/sources.ts";

/** What is known about a data set without reading it. */
export interface DatasetStatus {
  /** Its name on the command line. */
  readonly name: DatasetName;
  /** What it shows, one line. */
  readonly description: string;
  /** Where it comes from, one line. */
  readonly source: string;
  /** Whether all its files are on this machine. Their contents are checked when they are loaded. */
  readonly available: boolean;
  /** The folder with its files, where there are files. */
  readonly location?: string;
  /** What is missing, where it is not available. */
  readonly reason?: string;
  /** How to get it, where it is not available. */
  readonly remedy?: string;
  /** Number of samples for training; left out for a generator. */
  readonly nTrain?: number;
  /** Number of samples for testing; left out for a generator. */
  readonly nTest?: number;
  /** Shape of one sample as it comes from {@link loadDataset} by default. */
  readonly sampleShape: readonly number[];
}

/**
 * Tells for every data set what it is, where it comes from and whether it is on this machine.
 *
 * @returns one entry for each of {@link datasetNames}, in that order
 *
 * @example
 * ```ts
 * import { describeDatasets } from "@lipschitz-gan/data";
 *
 * const [mnist] = await describeDatasets();
 * mnist?.available; // => true
 * mnist?.nTrain; // => 60000
 * mnist?.sampleShape; // => [32, 32, 1]
 * ```
 */
export async function describeDatasets(): Promise<readonly DatasetStatus[]> {
  return Promise.all(
    datasetNames.map(async (name) => {
      if (isImageName(name)) return describeImages(name);
      const { description, make } = generators[name];
      const { source, sampleShape } = make();
      return { name, description, source, available: true, sampleShape };
    }),
  );
}

async function describeImages(name: ImageName): Promise<DatasetStatus> {
  const entry = imageSources[name];
  const { description, source, channels, nTrain, nTest, remedy } = entry;
  const known = { name, description, source, nTrain, nTest, sampleShape: [32, 32, channels] };
  try {
    return { ...known, available: true, location: await locate(entry, ["train", "test"]) };
  } catch (error) {
    return { ...known, available: false, reason: error instanceof Error ? error.message : String(error), remedy };
  }
}
