import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { hasPngSignature } from "fast-png";

/** A picture of samples, ready to stand in a page. */
export interface SamplePicture {
  /** Name of the file. */
  readonly name: string;
  /** The step in the file's name, if there is one. */
  readonly step: number | undefined;
  /** Pixels from left to right. */
  readonly width: number;
  /** Pixels from top to bottom. */
  readonly height: number;
  /** The whole picture as a `data:` URI. */
  readonly uri: string;
}

/**
 * Reads up to `count` pictures of a folder, evenly chosen by step, the first and the last among them.
 *
 * @param folder - the `samples` folder of a run; may be missing
 * @param count - how many at most, a whole number >= 2
 * @returns the pictures by ascending step; files that are no PNG are left out
 */
export async function readSamples(folder: string, count: number): Promise<SamplePicture[]> {
  const names = await readdir(folder).catch(() => []); // a run that died early has none
  const pictures = names.filter((name) => /\.png$/i.test(name)).toSorted(byStep);
  const read = await Promise.all(evenly(pictures, count).map((name) => readPicture(folder, name)));
  return read.flatMap((picture) => picture ?? []);
}

/**
 * Up to `count` entries of a list, evenly spaced, the first and the last among them.
 *
 * @param all - the list
 * @param count - how many at most, a whole number >= 2
 * @returns the chosen entries in their order
 */
export function evenly<T>(all: readonly T[], count: number): readonly T[] {
  if (all.length <= count) return all;
  const chosen = new Set(Array.from({ length: count }, (_, i) => Math.round((i * (all.length - 1)) / (count - 1))));
  return all.filter((_, i) => chosen.has(i));
}

async function readPicture(folder: string, name: string): Promise<SamplePicture | undefined> {
  const bytes = await readFile(join(folder, name)).catch(() => undefined);
  // 8 bytes of signature, then the chunk IHDR: length, type, width, height
  if (bytes === undefined || bytes.length < 24 || !hasPngSignature(bytes)) return undefined;
  return {
    name,
    step: stepOf(name),
    width: bytes.readUInt32BE(16),
    height: bytes.readUInt32BE(20),
    uri: `data:image/png;base64,${bytes.toString("base64")}`,
  };
}

function stepOf(name: string): number | undefined {
  const digits = /(\d+)\.png$/i.exec(name)?.[1];
  return digits === undefined ? undefined : Number(digits);
}

function byStep(a: string, b: string): number {
  return (stepOf(a) ?? 0) - (stepOf(b) ?? 0) || a.localeCompare(b);
}
