import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { DatasetError } from "../dataset-error.ts";
import { errorCode } from "./read-bytes.ts";

const execute = promisify(execFile);

/**
 * Downloads one package with npm's own client, which checks it against the registry's hash, and unpacks it. Nothing in
 * the package is run.
 *
 * @param spec - exact name and version
 * @param folder - an empty folder to work in
 * @returns the unpacked package's folder
 *
 * @internal
 */
export async function npmPack(spec: string, folder: string): Promise<string> {
  await call("npm", ["pack", spec, "--ignore-scripts", "--loglevel=error"], folder);
  await call("tar", ["-xzf", `${spec.replace("@", "-")}.tgz`], folder);
  return join(folder, "package");
}

async function call(program: string, args: readonly string[], folder: string): Promise<void> {
  try {
    // On Windows npm is a batch file, which only a shell starts; the arguments are constants of this program.
    await execute(program, args, { cwd: folder, shell: process.platform === "win32" });
  } catch (error) {
    const line = `${program} ${args.join(" ")}`;
    throw new DatasetError(line, "must succeed", complaint(error), "check the network and npm's registry setting", {
      cause: error,
    });
  }
}

/** What the program said last, or why it did not start. */
function complaint(error: unknown): string {
  if (error instanceof Error && "stderr" in error && typeof error.stderr === "string" && error.stderr.trim() !== "") {
    const lines = error.stderr.trim().split("\n");
    return (lines.find((line) => /error/i.test(line)) ?? lines[0] ?? "").trim();
  }
  return errorCode(error);
}
