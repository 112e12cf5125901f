import { DatasetError } from "./dataset-error.ts";
import type { DatasetName } from "./dataset-names.ts";
import type { Dataset } from "./dataset.ts";
import { checkName } from "./internal/check-name.ts";
import type { Split } from "./internal/folder-options.ts";
import { generators } from "./internal/generators.ts";
import { checkImageSize, imageDataset } from "./internal/image-dataset.ts";
import { imageSources, isImageName, locate, type ImageName } from "./internal/sources.ts";

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
 * MNIST comes with this package's dependencies; Fashion-MNIST is looked for in the cache folder and where Debian
 * installs it; CIFAR-10 in the cache folder, where {@link fetchDataset} puts it. The files of MNIST and CIFAR-10 in
 * those places are checked by MD5; a folder named by the user may hold any set in the same format.
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
  checkName("loadDataset", name);
  const { split = "train", folder, imageSize = 32 } = options;
  if (split !== "train" && split !== "test") {
    throw new DatasetError("loadDataset", 'split must be "train" or "test"', JSON.stringify(split));
  }
  if (isImageName(name)) return loadImages(name, split, imageSize, folder);
  if (folder !== undefined) {
    throw new DatasetError("loadDataset", `${name} is generated and takes no folder`, folder, "leave it out");
  }
  return generators[name].make();
}

async function loadImages(name: ImageName, split: Split, imageSize: number, folder?: string): Promise<Dataset> {
  const source = imageSources[name];
  checkImageSize(name, source.side, imageSize);
  if (folder !== undefined) {
    const images = await source.load(folder, split, {});
    return imageDataset(name, `${folder}, ${split} split`, images, imageSize);
  }
  const { remedy, md5 } = source;
  const found = await locate(source, [split], remedy);
  const images = await source.load(found, split, md5 === undefined ? { remedy } : { remedy, md5 });
  // Only bytes that were checked are known to come from the package.
  const origin = md5 === undefined ? found : source.source;
  return imageDataset(name, `${origin}, ${split} split`, images, imageSize);
}
