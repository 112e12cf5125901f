import { stat } from "node:fs/promises";
import { join } from "node:path";
import { DatasetError } from "../dataset-error.ts";
import { errorCode } from "./read-bytes.ts";

/**
 * The first of some names that exists in a folder.
 *
 * @internal
 */
export async function findFile(folder: string, names: readonly string[], remedy?: string): Promise<string> {
  const kind = await kindOf(folder);
  if (kind !== "a folder") throw new DatasetError(folder, "must be a folder", kind, remedy);
  const files = names.map((name) => join(folder, name));
  const kinds = await Promise.all(files.map(kindOf));
  const found = files[kinds.findIndex((each) => each !== "ENOENT")];
  if (found === undefined)
    throw new DatasetError(
      folder,
      `must hold ${names.join(" or ")}`,
      names.length === 1 ? "no such file" : "none of them",
      remedy,
    );
  return found;
}

async function kindOf(path: string): Promise<string> {
  try {
    const info = await stat(path);
    return info.isDirectory() ? "a folder" : "a file";
  } catch (error) {
    return errorCode(error);
  }
}
