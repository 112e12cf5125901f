import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const file = (name: string): URL => new URL(`../../../../verification/fixtures/metrics/${name}`, import.meta.url);

/** The golden values that the script of the same name wrote; the caller says what they look like. */
export const readGolden = (name: string): unknown => JSON.parse(readFileSync(file(`${name}.json`), "utf8"));

/** The first Python, of those that the system usually has, that can import some modules. */
function pythonWith(modules: string): string | undefined {
  return ["python3", "/usr/bin/python3"].find((command) => {
    try {
      execFileSync(command, ["-c", `import ${modules}`], { stdio: "ignore" });
      return true;
    } catch {
      return false;
    }
  });
}

const withMpmath = pythonWith("numpy, scipy.spatial, mpmath");
const python = withMpmath ?? pythonWith("numpy, scipy.spatial");

/** Whether the scripts can be run here. */
export const hasScipy: boolean = python !== undefined;

/** Whether those that compute with more digits can be run too. */
export const hasMpmath: boolean = withMpmath !== undefined;

/** What the script writes when it is run now. */
export const rerunGolden = (name: string): unknown =>
  JSON.parse(execFileSync(python ?? "python3", [fileURLToPath(file(`${name}.py`))], { encoding: "utf8" }));

/** Ends the names of tests that run a script, so that a list of skipped tests says what was missing. */
export const NEEDS_SCIPY = "(needs python3 with scipy)";
