import { readFile, stat } from "node:fs/promises";

/**
 * The bytes of a file, and of nothing that never ends or never begins: a model directory comes with a download, and a link to
 * a device or a pipe in it must not hang the reader.
 *
 * @param file - path of the file
 * @returns its bytes
 * @throws Error if it is missing, a folder, a device or a pipe
 */
export async function readRegularFile(file: string): Promise<Buffer> {
  const found = await stat(file);
  if (!found.isFile() && !found.isDirectory()) throw new Error("neither a file nor a folder"); // of a folder the system says it
  return await readFile(file);
}
