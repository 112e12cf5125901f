import { DatasetError } from "./dataset-error.ts";

/** The contents of one file of CIFAR-10. */
export interface Cifar10Records {
  /** The label of each image, 0 to 9. */
  readonly labels: Uint8Array;
  /**
   * One image: 1024 bytes of red, then green, then blue, each 32 rows of 32.
   *
   * @param index - its number in the file
   * @returns a view of 3072 bytes
   */
  planes(index: number): Uint8Array;
}

/** A label byte and three planes of 32 × 32 pixels. */
const RECORD_BYTES = 3073;

/**
 * Reads a file of CIFAR-10 in its official binary format: records of a label byte and 3072 bytes of planes R, G, B.
 *
 * @param bytes - the whole file
 * @param where - the file's name, for the error
 * @returns labels, and views of the images
 * @throws {@link DatasetError} if the length is not a positive multiple of 3073, or a label is above 9
 *
 * @example
 * ```ts
 * import { parseCifar10 } from "@lipschitz-gan/data";
 *
 * const file = new Uint8Array(2 * 3073).fill(7);
 * [...parseCifar10(file, "two.bin").labels]; // => [7, 7]
 * parseCifar10(file.subarray(1), "cut.bin"); // => throws /multiple of 3073/
 * ```
 * @see Krizhevsky (2009), Learning multiple layers of features from tiny images; https://www.cs.toronto.edu/~kriz/cifar.html
 */
export function parseCifar10(bytes: Uint8Array, where: string): Cifar10Records {
  const size = bytes.length / RECORD_BYTES;
  if (!(Number.isInteger(size) && size >= 1)) {
    const received = bytes.length === 0 ? "an empty file" : `${bytes.length} bytes`;
    throw new DatasetError(where, `length must be a positive multiple of ${RECORD_BYTES}`, received);
  }
  const labels = Uint8Array.from({ length: size }, (_, i) => bytes[i * RECORD_BYTES] ?? 0);
  const bad = labels.findIndex((label) => label > 9);
  if (bad !== -1) throw new DatasetError(where, "every label must be at most 9", `${labels[bad]} in record ${bad}`);
  return { labels, planes: (index) => bytes.subarray(index * RECORD_BYTES + 1, (index + 1) * RECORD_BYTES) };
}
