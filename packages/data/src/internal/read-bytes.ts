import { readFile, stat } from "node:fs/promises";
import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import { DatasetError } from "../dataset-error.ts";
import { isGzip } from "./is-gzip.ts";

const unpack = promisify(gunzip);

/** Five times the largest file of all sets (47 MB): a file or a gzip bomb beyond it is not read into memory. */
const MAX_BYTES = 2 ** 28;

/**
 * Reads a whole file, refusing folders and giants in one line.
 *
 * @internal
 */
export async function readBytes(file: string): Promise<Uint8Array> {
  try {
    const info = await stat(file);
    if (!info.isFile()) throw new DatasetError(file, "must be a file", info.isDirectory() ? "a folder" : "a device");
    if (info.size > MAX_BYTES) {
      throw new DatasetError(file, `must hold at most ${MAX_BYTES} bytes`, String(info.size));
    }
    return await readFile(file);
  } catch (error) {
    if (error instanceof DatasetError) throw error;
    throw new DatasetError(file, "must be a readable file", errorCode(error), undefined, { cause: error });
  }
}

/**
 * Reads a whole file and unpacks it if it is gzipped, once.
 *
 * @internal
 */
export async function readUnpacked(file: string): Promise<Uint8Array> {
  const bytes = await readBytes(file);
  if (!isGzip(bytes)) return bytes;
  const unpacked = await unpackGzip(bytes, file);
  if (isGzip(unpacked)) {
    throw new DatasetError(file, "must be gzipped at most once", "gzip data inside gzip data", "unpack it once");
  }
  return unpacked;
}

async function unpackGzip(bytes: Uint8Array, file: string): Promise<Uint8Array> {
  try {
    return await unpack(bytes, { maxOutputLength: MAX_BYTES });
  } catch (error) {
    const code = errorCode(error);
    if (code === "ERR_BUFFER_TOO_LARGE") {
      throw new DatasetError(file, `must unpack to at most ${MAX_BYTES} bytes`, "more", undefined, { cause: error });
    }
    const what = code === "Z_BUF_ERROR" ? "a truncated one" : `a damaged one (${code})`;
    throw new DatasetError(file, "must be a whole gzip file", what, "get it again", { cause: error });
  }
}

/**
 * The system's short code of an error, such as `ENOENT`.
 *
 * @internal
 */
export function errorCode(error: unknown): string {
  if (error instanceof Error && "code" in error && typeof error.code === "string") return error.code;
  return String(error);
}
