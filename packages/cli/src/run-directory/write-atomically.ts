import { open, rename } from "node:fs/promises";

/**
 * Writes a file so that whoever looks, also after a crash, finds the old content or the new, and never a part: under a
 * temporary name, forced to the disk, then renamed.
 *
 * @param path - the file; its folder exists
 * @param content - text or bytes
 */
export async function writeAtomically(path: string, content: string | Uint8Array): Promise<void> {
  const temporary = `${path}.tmp`;
  const file = await open(temporary, "w");
  try {
    await file.writeFile(content);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(temporary, path);
}

/** Writes a value as JSON for people, atomically. */
export function writeJson(path: string, value: unknown): Promise<void> {
  return writeAtomically(path, `${JSON.stringify(value, null, 2)}\n`);
}
