import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/**
 * WebGL and WebGPU by SwiftShader, Chromium's own software GPU: the same on every machine. No sandbox, as containers
 * seldom allow one, and the only page shown is this project's own.
 */
const FLAGS = [
  "--headless=new",
  "--no-sandbox",
  "--no-first-run",
  "--disable-extensions",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-dev-shm-usage",
  "--disable-background-timer-throttling",
  "--disable-renderer-backgrounding",
  "--use-angle=swiftshader",
  "--enable-unsafe-swiftshader",
  "--enable-unsafe-webgpu",
  "--use-webgpu-adapter=swiftshader",
  // The browser ends when this pipe does, so that none outlives a test process that was killed.
  "--remote-debugging-pipe",
];

/**
 * A running browser.
 *
 * @internal
 */
export interface OpenChromium {
  /** Settles when it has ended, with the last line that it complained in. */
  readonly ended: Promise<string>;
  /** Ends it with all of its processes and removes its profile. */
  close(): Promise<void>;
}

/**
 * Opens a page in a browser without a window, with a profile of its own.
 *
 * @param program - path of Chromium or Chrome
 * @param address - the page's
 * @internal
 */
export async function openChromium(program: string, address: string): Promise<OpenChromium> {
  const profile = await mkdtemp(join(tmpdir(), "lipschitz-gan-chromium-"));
  const child = spawn(program, [...FLAGS, `--user-data-dir=${profile}`, address], {
    detached: true, // a group of its own, to end together
    stdio: ["ignore", "ignore", "pipe", "pipe", "pipe"],
  });
  let complaint = "";
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    complaint = text.trim().split("\n").at(-1) ?? complaint;
  });
  const ended = new Promise<string>((resolve) => {
    child.once("error", (error) => resolve(error.message));
    child.once("close", () => resolve(complaint));
  });
  const kill = (): void => killGroup(child.pid);
  process.once("exit", kill);
  return {
    ended,
    close: async () => {
      process.off("exit", kill);
      kill();
      await ended;
      // Processes of the group may write for a moment longer.
      await rm(profile, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
    },
  };
}

function killGroup(pid: number | undefined): void {
  if (pid === undefined) return; // it never started
  try {
    process.kill(-pid, "SIGKILL");
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "ESRCH")) throw error; // ended already
  }
}
