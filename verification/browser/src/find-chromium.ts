import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";

/** As Debian, Ubuntu, Fedora and Google name the program. */
const NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/**
 * The browser that the pages run in: the environment's `CHROMIUM_PATH`, else the first of Chromium's usual names on the
 * search path.
 *
 * @param environment - where `CHROMIUM_PATH` and `PATH` are read
 * @returns an absolute path, or `undefined` where there is none
 * @throws Error if `CHROMIUM_PATH` names no program
 * @internal
 */
export function findChromium(environment: NodeJS.ProcessEnv = process.env): string | undefined {
  const { CHROMIUM_PATH: chosen, PATH: searchPath = "" } = environment;
  if (chosen !== undefined && chosen !== "") {
    if (isProgram(chosen)) return chosen;
    throw new Error(`findChromium: CHROMIUM_PATH must name a program, received "${chosen}"; correct or unset it`);
  }
  const folders = searchPath.split(delimiter).filter((folder) => folder !== "");
  return NAMES.flatMap((name) => folders.map((folder) => join(folder, name))).find(isProgram);
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
