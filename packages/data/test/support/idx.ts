import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

/** An IDX file of unsigned bytes, written from its description (magic 0, 0, 8, rank; big-endian sizes; bytes). */
export function idx(dims: readonly number[], data: Uint8Array): Uint8Array {
  const header = dims.flatMap((size) => [(size >>> 24) & 255, (size >>> 16) & 255, (size >>> 8) & 255, size & 255]);
  return Uint8Array.of(0, 0, 8, dims.length, ...header, ...data);
}

/** The byte at a place of a made-up picture: every picture and every pixel differs from its neighbours. */
export function pixelByte(image: number, pixel: number): number {
  return (37 * image + 7 * pixel) % 256;
}

/** The label of a made-up picture. */
export function labelOf(image: number): number {
  return (3 * image) % 10;
}

/** Files of one split by name, of `count` made-up pictures; single files can be replaced. */
export function idxFiles(prefix: "train" | "t10k", count: number): Record<string, Uint8Array> {
  const pixels = Uint8Array.from({ length: count * 784 }, (_, i) => pixelByte(Math.floor(i / 784), i % 784));
  const labels = Uint8Array.from({ length: count }, (_, i) => labelOf(i));
  return {
    [`${prefix}-images-idx3-ubyte`]: idx([count, 28, 28], pixels),
    [`${prefix}-labels-idx1-ubyte`]: idx([count], labels),
  };
}

/** Writes files into a folder, gzipped `times` times. */
export function writeFiles(folder: string, files: Readonly<Record<string, Uint8Array>>, times = 0): void {
  for (const [name, bytes] of Object.entries(files)) {
    let packed = bytes;
    for (let i = 0; i < times; i++) packed = gzipSync(packed);
    writeFileSync(join(folder, times === 0 ? name : `${name}.gz`), packed);
  }
}
