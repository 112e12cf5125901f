import { access, constants, readFile, stat } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { CERTIFICATE_FORMAT } from "@lipschitz-gan/certificates";
import { UsageError } from "../internal/cli-error.ts";
import { messageOf, systemCode } from "../internal/message-of.ts";

/**
 * Refuses a place for a certificate that cannot be written, or that holds something else than a certificate. Changes nothing.
 *
 * @param path - the file
 * @throws UsageError with the rule
 */
export async function checkCertificateFile(path: string): Promise<void> {
  if (path === "") throw new UsageError('--out: must be the path of a file, received ""');
  const found = await stat(path).catch((error: unknown) => {
    if (systemCode(error) === "ENOENT") return undefined;
    throw new UsageError(`--out: must be a file that can be written, received ${path} (${why(error)})`);
  });
  if (found !== undefined && !found.isFile()) {
    const what = found.isDirectory() ? "a folder" : "no file";
    throw new UsageError(`--out: must be a file that can be written, received ${path}, which is ${what}`);
  }
  if (found !== undefined && found.size > 0 && !(await isCertificate(path))) {
    throw new UsageError(
      `--out: must be a new file or a certificate to replace, received ${path}, which is something else`,
    );
  }
  // It is written beside and renamed, which takes the folder's permission.
  await access(dirname(resolve(path)), constants.W_OK).catch((error: unknown) => {
    throw new UsageError(`--out: must lie in a folder that can be written, received ${path} (${why(error)})`);
  });
}

async function isCertificate(path: string): Promise<boolean> {
  try {
    const value: unknown = JSON.parse(await readFile(path, "utf8"));
    return typeof value === "object" && value !== null && "format" in value && value.format === CERTIFICATE_FORMAT;
  } catch {
    return false; // no JSON, or not to be read
  }
}

function why(error: unknown): string {
  return systemCode(error) ?? messageOf(error);
}
