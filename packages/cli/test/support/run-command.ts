import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

const bin = fileURLToPath(new URL("../../bin/lipschitz-gan.mjs", import.meta.url));
const built = fileURLToPath(new URL("../../dist/main.js", import.meta.url));

/** How a process ended, and what it said. */
export interface Ended {
  readonly code: number | null;
  readonly signal: string | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Options of {@link runCommand}. */
export interface RunCommandOptions {
  /** The folder to run in. */
  readonly cwd: string;
  /** Variables of the environment beside this process' own. */
  readonly env?: Readonly<Record<string, string>>;
  /** Sees the process while it runs, to send it signals. */
  readonly watch?: (child: ChildProcess) => Promise<void>;
}

/** Runs the built command as a shell would. */
export async function runCommand(args: readonly string[], { cwd, env, watch }: RunCommandOptions): Promise<Ended> {
  if (!existsSync(built)) throw new Error(`${built} is missing: run npm run build, as npm test does by itself`);
  const child = spawn(process.execPath, [bin, ...args], {
    cwd,
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let stdout = "";
  let stderr = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
  const ended = new Promise<Ended>((resolve) => {
    child.on("close", (code, signal) => resolve({ code, signal, stdout, stderr }));
  });
  await watch?.(child);
  return ended;
}
