import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { promisify } from "node:util";

// A process of its own, on the built package: Node 20 does not run TypeScript.
const DIST = fileURLToPath(new URL("../../dist/index.js", import.meta.url));
const CORE = createRequire(import.meta.url).resolve("@tensorflow/tfjs-core");
const run = promisify(execFile);

/** What a script's process is given beside the script. */
export interface ScriptOptions {
  readonly flags?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/**
 * Runs a script, which has `startBackend`, `tf`, `lines` and `print`, in a folder that has nothing to do with the
 * package; rejects unless it ends by itself with code 0.
 */
export async function script(
  body: string,
  { flags = [], env = {} }: ScriptOptions = {},
): Promise<{ stdout: string; stderr: string }> {
  if (!existsSync(DIST)) throw new Error(`${DIST} is missing; run "npm run build" first, as "npm test" does`);
  const folder = mkdtempSync(path.join(tmpdir(), "clean-exit-"));
  try {
    const file = path.join(folder, "script.mjs");
    const head = `import { startBackend } from ${JSON.stringify(pathToFileURL(DIST).href)};
      import * as tf from ${JSON.stringify(pathToFileURL(CORE).href)};
      const lines = [];
      const print = (value) => process.stdout.write(JSON.stringify(value) + "\\n");\n`;
    writeFileSync(file, head + body);
    return await run(process.execPath, [...flags, file], {
      cwd: folder,
      timeout: 40_000,
      env: { ...process.env, ...env },
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
}
