import { isAbsolute, join, normalize, sep } from "node:path";
import type { io } from "@tensorflow/tfjs-core";
import { ModelDirectoryError } from "./model-directory-error.ts";
import { readRegularFile } from "./read-regular-file.ts";

const bytesPerElement = { float32: 4, int32: 4, bool: 1, complex64: 8, uint8: 1, uint16: 2, float16: 2 } as const;
const restore = "fetch or save the model again";

/**
 * Reads the weights of a model directory, as the manifest in its `model.json` lays them out.
 *
 * @param folder - the model directory
 * @param manifest - groups of weights, each with its files
 * @returns the bytes of all groups, one after the other
 * @throws ModelDirectoryError if a path leads out of the folder, a file is missing, or a group's files do not hold
 *   exactly the bytes that its weights need
 */
export async function readWeights(folder: string, manifest: io.WeightsManifestConfig): Promise<ArrayBuffer> {
  const groups = await Promise.all(manifest.map(async (group) => await readGroup(folder, group)));
  const all = Buffer.concat(groups.flat());
  return all.buffer.slice(all.byteOffset, all.byteOffset + all.byteLength);
}

async function readGroup(folder: string, { paths, weights }: io.WeightsManifestConfig[number]): Promise<Buffer[]> {
  const files = paths.map((path) => insideFolder(folder, path));
  const shards = await Promise.all(files.map(readShard));
  const held = shards.reduce((sum, shard) => sum + shard.length, 0);
  const needed = weights.reduce((sum, entry) => sum + bytesOf(entry), 0);
  if (held !== needed) {
    const what = files.length === 1 ? "holds" : `and the ${files.length - 1} other files of its group hold`;
    const rule = `${what} ${held} bytes, but the weights in model.json need ${needed}`;
    throw new ModelDirectoryError(files[0] ?? join(folder, "model.json"), rule, restore);
  }
  return shards;
}

async function readShard(file: string): Promise<Buffer> {
  return await readRegularFile(file).catch((cause: unknown) => {
    const problem = `cannot be read (${cause instanceof Error ? cause.message : String(cause)})`;
    throw new ModelDirectoryError(file, problem, restore, { cause });
  });
}

/** A manifest comes with a download: it must not make the loader read other files of this machine. */
function insideFolder(folder: string, path: string): string {
  const clean = normalize(path);
  if (isAbsolute(clean) || clean === ".." || clean.startsWith(`..${sep}`) || /^\w+:/.test(path)) {
    const problem = `weight files must lie in the model's folder, received the path "${path}"`;
    throw new ModelDirectoryError(join(folder, "model.json"), problem, "put the file beside it and name it there");
  }
  return join(folder, clean);
}

function bytesOf({ shape, dtype, quantization }: io.WeightsManifestEntry): number {
  const elements = shape.reduce((product, size) => product * size, 1);
  // strings, the only type without a size, were refused when model.json was read
  return elements * bytesPerElement[quantization?.dtype ?? (dtype as keyof typeof bytesPerElement)];
}
