import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

/** An IDX file of unsigned bytes: two zeros, the type 8, the rank, the lengths, the bytes. */
export function idx(dims: readonly number[], data: Uint8Array): Uint8Array {
  const header = Buffer.alloc(4 + 4 * dims.length);
  header.writeUInt32BE(0x0800 + dims.length, 0);
  for (const [i, dim] of dims.entries()) header.writeUInt32BE(dim, 4 + 4 * i);
  return Buffer.concat([header, data]);
}

/** Images of MNIST's format, a bright bar on black in each. */
export const images: Uint8Array = idx(
  [8, 28, 28],
  Uint8Array.from({ length: 8 * 784 }, (_, i) => (i % 28 === 14 ? 255 : 0)),
);
/** Their labels. */
export const labels: Uint8Array = idx(
  [8],
  Uint8Array.from({ length: 8 }, (_, i) => i),
);

/** A folder with the training files of MNIST's format, which a case may damage. */
export function idxFolder(folder: string, files: Readonly<Record<string, Uint8Array>> = {}): string {
  mkdirSync(folder, { recursive: true });
  const whole = { "train-images-idx3-ubyte": images, "train-labels-idx1-ubyte": labels };
  for (const [name, bytes] of Object.entries({ ...whole, ...files })) writeFileSync(join(folder, name), bytes);
  return folder;
}

/** Bytes packed twice by mistake. */
export function gzippedTwice(bytes: Uint8Array): Uint8Array {
  return gzipSync(gzipSync(bytes));
}
