import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

/** Whether there is a C compiler, for libraries that pretend to be oneDNN. */
export const hasCompiler: boolean = spawnSync("cc", ["--version"]).status === 0;

/** A folder for libraries, gone after `use`. */
export async function inFolder<Result>(use: (folder: string) => Promise<Result> | Result): Promise<Result> {
  const folder = mkdtempSync(path.join(tmpdir(), "onednn-"));
  try {
    return await use(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/**
 * Compiles a shared library.
 *
 * @param folder - where to
 * @param source - C
 * @param linked - a library that it is linked with, whose functions it has unless it defines them itself
 * @returns its path
 */
export function compile(folder: string, source: string, linked?: string): string {
  const [input, output] = [path.join(folder, "library.c"), path.join(folder, "libdnnl.so")];
  writeFileSync(input, source);
  const link = linked === undefined ? [] : ["-Wl,--no-as-needed", linked.includes("/") ? linked : `-l:${linked}`];
  execFileSync("cc", ["-shared", "-fPIC", "-o", output, input, ...link], { stdio: "pipe" });
  return output;
}

/** C for a `dnnl_version` that tells a version and how the library is threaded. */
export function versionSource(major: number, minor: number, runtime = 2): string {
  return `
    static struct { int major, minor, patch; const char *hash; unsigned cpu, gpu; } version = { ${major}, ${minor}, 0, "", ${runtime}, 0 };
    const void *dnnl_version(void) { return &version; }`;
}
