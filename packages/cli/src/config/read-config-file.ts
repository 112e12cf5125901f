import { readFile, stat } from "node:fs/promises";
import { UsageError } from "../internal/cli-error.ts";
import { messageOf, systemCode } from "../internal/message-of.ts";
import { show } from "../internal/show.ts";

/** 1 MiB: a config has a few hundred bytes, and anything much larger is another file. */
const MAX_BYTES = 2 ** 20;

/**
 * Reads the object in a JSON file.
 *
 * @param path - the file
 * @returns its keys and values, not checked yet
 * @throws UsageError if it is missing, a directory, empty, too large, not JSON or not an object
 */
export async function readConfigFile(path: string): Promise<Readonly<Record<string, unknown>>> {
  const text = await readText(path);
  if (text.trim() === "") throw new UsageError(`${path}: must hold a JSON object, received an empty file`);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new UsageError(`${path}: must be JSON, but ${messageOf(error)}`);
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new UsageError(`${path}: must hold a JSON object, received ${show(value)}`);
  }
  return value as Record<string, unknown>; // an object out of JSON.parse
}

async function readText(path: string): Promise<string> {
  try {
    const found = await stat(path);
    if (found.isDirectory()) throw new UsageError(`${path}: must be a JSON file, received a directory`);
    if (!found.isFile()) throw new UsageError(`${path}: must be a JSON file, received something else`);
    if (found.size > MAX_BYTES) {
      throw new UsageError(`${path}: must be a JSON file of at most ${MAX_BYTES} bytes, received ${found.size} bytes`);
    }
    return (await readFile(path, "utf8")).replace(/^\uFEFF/, ""); // a byte order mark is no JSON
  } catch (error) {
    if (error instanceof UsageError) throw error;
    const code = systemCode(error);
    if (code === "ENOENT") throw new UsageError(`${path}: must be a JSON file, received a path that does not exist`);
    throw new UsageError(`${path}: cannot be read (${code ?? messageOf(error)})`);
  }
}
