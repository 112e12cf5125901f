import { createHash } from "node:crypto";
import { DatasetError } from "../dataset-error.ts";

/**
 * MD5 of the files of MNIST as published, unpacked.
 *
 * @internal
 */
export const MNIST_MD5: Readonly<Record<string, string>> = {
  "train-images-idx3-ubyte": "6bbc9ace898e44ae57da46a324031adb",
  "train-labels-idx1-ubyte": "a25bea736e30d166cdddb491f175f624",
  "t10k-images-idx3-ubyte": "2646ac647ad5339dbf082846283269ea",
  "t10k-labels-idx1-ubyte": "27ae3e4e09519cfbb04c329615203637",
};

/**
 * Checks a file that must be exactly the published one.
 *
 * @internal
 */
export function checkMd5(file: string, bytes: Uint8Array, expected: string, remedy: string): void {
  const found = createHash("md5").update(bytes).digest("hex");
  if (found !== expected) throw new DatasetError(file, `damaged: MD5 must be ${expected}`, found, remedy);
}
