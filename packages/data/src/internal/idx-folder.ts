import { basename } from "node:path";
import { DatasetError } from "../dataset-error.ts";
import { parseIdx } from "../parse-idx.ts";
import { findFile } from "./find-file.ts";
import type { FolderOptions, Split } from "./folder-options.ts";
import type { RawImages } from "./image-dataset.ts";
import { checkMd5 } from "./md5.ts";
import { readUnpacked } from "./read-bytes.ts";

const SIDE = 28;

/**
 * Finds the image and label files of one split, plain or gzipped, as MNIST names them.
 *
 * @internal
 */
export async function findIdxFiles(folder: string, split: Split, remedy?: string): Promise<readonly [string, string]> {
  const prefix = split === "train" ? "train" : "t10k";
  // One after the other, so that of two missing files it is always the same that is told.
  const images = await findFile(folder, spellings(`${prefix}-images`, "idx3-ubyte"), remedy);
  const labels = await findFile(folder, spellings(`${prefix}-labels`, "idx1-ubyte"), remedy);
  return [images, labels];
}

/** Some unpackers write the published `train-images-idx3-ubyte` with a dot. */
function spellings(stem: string, ending: string): readonly string[] {
  return ["-", "."].flatMap((mark) => ["", ".gz"].map((packed) => `${stem}${mark}${ending}${packed}`));
}

/**
 * Loads one split of a set in MNIST's format: 28 × 28 grey pixels, labels 0 to 9.
 *
 * @internal
 */
export async function loadIdxFolder(
  folder: string,
  split: Split,
  { remedy, md5 = {} }: FolderOptions = {},
): Promise<RawImages> {
  const [imageFile, labelFile] = await findIdxFiles(folder, split, remedy);
  const imageBytes = await readUnpacked(imageFile);
  const labelBytes = await readUnpacked(labelFile);
  for (const [file, bytes] of [[imageFile, imageBytes] as const, [labelFile, labelBytes] as const]) {
    const expected = md5[basename(file)];
    if (expected !== undefined) checkMd5(file, bytes, expected, remedy ?? "get it again");
  }
  const images = parseIdx(imageBytes, imageFile, { rank: 3 });
  const labels = parseIdx(labelBytes, labelFile, { rank: 1 }).data;
  const [size = 0, rows = 0, columns = 0] = images.dims;
  if (rows !== SIDE || columns !== SIDE) {
    throw new DatasetError(imageFile, `images must be ${SIDE} x ${SIDE}`, `${rows} x ${columns}`);
  }
  if (labels.length !== size) {
    throw new DatasetError(labelFile, `must hold a label for each of the ${size} images`, `${labels.length} labels`);
  }
  checkLabels(labels, labelFile);
  return {
    size,
    side: SIDE,
    channels: 1,
    label: (index) => labels[index] ?? 0,
    planes: (index) => images.data.subarray(index * SIDE * SIDE, (index + 1) * SIDE * SIDE),
  };
}

function checkLabels(labels: Uint8Array, file: string): void {
  const bad = labels.findIndex((label) => label > 9);
  if (bad !== -1) throw new DatasetError(file, "every label must be at most 9", `${labels[bad]} at index ${bad}`);
}
