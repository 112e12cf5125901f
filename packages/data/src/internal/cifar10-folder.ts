import { basename } from "node:path";
import { DatasetError } from "../dataset-error.ts";
import { parseCifar10, type Cifar10Records } from "../parse-cifar10.ts";
import { findFile } from "./find-file.ts";
import type { FolderOptions, Split } from "./folder-options.ts";
import { inTurn } from "./in-turn.ts";
import type { RawImages } from "./image-dataset.ts";
import { checkMd5 } from "./md5.ts";
import { readBytes } from "./read-bytes.ts";

/**
 * MD5 of the six files of the official binary version, in the order of the set.
 *
 * @internal
 */
export const CIFAR10_MD5: Readonly<Record<string, string>> = {
  "data_batch_1.bin": "5dd7e06a14cb22eb9f671a540d1b7c25",
  "data_batch_2.bin": "5ea93a67294ea407fff1d09f752e9692",
  "data_batch_3.bin": "942cd6a4bcdd0dd3c604fbe906cb4421",
  "data_batch_4.bin": "ae636b3ba5c66a11e91e8cb52e771fcb",
  "data_batch_5.bin": "53f37980c15c3d472c316c40844f3f0d",
  "test_batch.bin": "803d5f7f4d78ea53de84dbe85f74fb6d",
};

const PER_FILE = 10_000;

/**
 * Finds the files of one split of CIFAR-10 in its official binary version.
 *
 * @internal
 */
export async function findCifar10Files(folder: string, split: Split, remedy?: string): Promise<readonly string[]> {
  const names = Object.keys(CIFAR10_MD5).filter((name) => name.startsWith("test") === (split === "test"));
  // The official archive unpacks into a folder of its own.
  return inTurn(names, (name) => findFile(folder, [name, `cifar-10-batches-bin/${name}`], remedy));
}

/**
 * Loads one split of CIFAR-10.
 *
 * @internal
 */
export async function loadCifar10Folder(
  folder: string,
  split: Split,
  { remedy, md5 = {} }: FolderOptions = {},
): Promise<RawImages> {
  const files = await findCifar10Files(folder, split, remedy);
  const parts = await inTurn(files, (file) => loadFile(file, md5[basename(file)], remedy));
  const part = (index: number): Cifar10Records => parts[Math.floor(index / PER_FILE)] ?? outside(folder, index);
  return {
    size: parts.length * PER_FILE,
    side: 32,
    channels: 3,
    label: (index) => part(index).labels[index % PER_FILE] ?? 0,
    planes: (index) => part(index).planes(index % PER_FILE),
  };
}

async function loadFile(file: string, md5: string | undefined, remedy: string | undefined): Promise<Cifar10Records> {
  const bytes = await readBytes(file);
  const records = parseCifar10(bytes, file);
  if (records.labels.length !== PER_FILE) {
    throw new DatasetError(file, `must hold ${PER_FILE} records of 3073 bytes`, `${records.labels.length} records`);
  }
  if (md5 !== undefined) checkMd5(file, bytes, md5, remedy ?? "get it again");
  return records;
}

function outside(folder: string, index: number): never {
  throw new RangeError(`${folder}: index must be inside the split, received ${index}`);
}
