import { datasetNames, type DatasetName } from "./dataset-names.ts";
import { DatasetError } from "./dataset-error.ts";
import type { Dataset } from "./dataset.ts";
import { grid } from "./grid.ts";
import { checkImageSize, imageDataset } from "./internal/image-dataset.ts";
import { imageSources, locate, type ImageName } from "./internal/sources.ts";
import { ring } from "./ring.ts";
import { swissRoll } from "./swiss-roll.ts";

/** Which part of a data set to load, and from where. */
export interface LoadOptions {
  /** `"train"` (when left out) or `"test"`. Generators have no splits: another seed gives fresh samples. */
  readonly split?: "train" | "test";
  /** The folder with the files, instead of where the data set is looked for by itself. */
  readonly folder?: string;
  /**
   * Height and width of the pictures, 32 when left out: smaller ones are padded with black (-1) on all sides, larger
   * ones are refused. Points in the plane ignore it.
   */
  readonly imageSize?: number;
}

/**
 * Loads a data set by name: one split of a set of images, or a mixture in the plane.
 *
 * MNIST comes with this package's dependencies; Fashion-MNIST is looked for where Debian installs it and in the cache
 * folder; CIFAR-10 in the cache folder, where {@link fetchDataset} puts it. Files in those places that must be the
 * published ones are checked by MD5; a folder named by the user may hold any set in the same format.
 *
 * @param name - one of {@link datasetNames}
 * @param options - split, folder and picture size
 * @returns the data set, its bytes in memory
 * @throws {@link DatasetError} if the name is unknown, or a file is missing, damaged or of the wrong kind
 * @throws RangeError if `imageSize` is smaller than the pictures or above 1024
 *
 * @example
 * ```ts
 * import { loadDataset } from "@lipschitz-gan/data";
 *
 * const mnist = await loadDataset("mnist", { split: "test" });
 * mnist.size; // => 10000
 * mnist.batch({ batchSize: 16, step: 0, seed: 1 }).shape; // => [16, 32, 32, 1]
 * ```
 */
export async function loadDataset(name: DatasetName, options: LoadOptions = {}): Promise<Dataset> {
  switch (name) {
    case "mnist":
    case "fashion-mnist":
    case "cifar10":
      return loadImages(name, options);
    case "ring8":
      return generated(ring(), options);
    case "grid25":
      return generated(grid(), options);
    case "swiss-roll":
      return generated(swissRoll(), options);
    default:
      throw new DatasetError("loadDataset", `name must be one of ${datasetNames.join(", ")}`, JSON.stringify(name));
  }
}

async function loadImages(name: ImageName, options: LoadOptions): Promise<Dataset> {
  const { split = "train", folder, imageSize = 32 } = options;
  const source = imageSources[name];
  checkSplit(split);
  checkImageSize(name, source.side, imageSize);
  const { remedy, md5 } = source;
  if (folder !== undefined) {
    const images = await source.load(folder, split, {});
    return imageDataset(name, `${folder}, ${split} split`, images, imageSize);
  }
  const found = await locate(source, [split]);
  const images = await source.load(found, split, md5 === undefined ? { remedy } : { remedy, md5 });
  // Only bytes that were checked are known to come from the package.
  const origin = md5 === undefined ? found : source.source;
  return imageDataset(name, `${origin}, ${split} split`, images, imageSize);
}

function generated(dataset: Dataset, { split = "train", folder }: LoadOptions): Dataset {
  checkSplit(split);
  if (folder !== undefined) {
    throw new DatasetError("loadDataset", `${dataset.name} is generated and reads no folder`, folder, "leave it out");
  }
  return dataset;
}

function checkSplit(split: string): void {
  if (split !== "train" && split !== "test") {
    throw new DatasetError("loadDataset", 'split must be "train" or "test"', JSON.stringify(split));
  }
}
