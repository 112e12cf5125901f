import type { KnownBackend } from "../backends/start-one.ts";
import { BackendError } from "../backends/backend-error.ts";
import { messageOf } from "../internal/message-of.ts";
import type { BackendReport, ProbeOptions } from "./backend-report.ts";
import type { ProbeMessage, ProbeRequest } from "./probe-message.ts";

/** What only tests choose. */
interface ProcessOptions extends ProbeOptions {
  /** Milliseconds until the process is ended. */
  readonly limit?: number;
  /** The module that the process runs. */
  readonly script?: URL;
}

const LIMIT = 60_000;
/** Enough for a loader's message, little enough for a table. */
const MAX_WORDS = 200;

/**
 * Tries a backend in a Node process of its own: both native packages register one name, a library may end the process
 * that loads it, and memory, worker threads and devices go with it.
 *
 * @param name - the backend
 * @param options - threads, and whether to measure
 * @returns what was found out; of a process that died, why
 * @throws {@link BackendError} if no process can be started
 * @internal
 */
export async function probeInProcess(
  name: KnownBackend,
  { threads, measure, limit = LIMIT, script = builtScript() }: ProcessOptions,
): Promise<BackendReport> {
  const { spawn } = process.getBuiltinModule("node:child_process");
  const request: ProbeRequest = { name, threads, measure };
  return new Promise((resolve, reject) => {
    const refuse = (error: unknown): void => reject(cannotStart(error));
    let child: ReturnType<typeof spawn>;
    try {
      child = spawn(process.execPath, [fileOf(script), JSON.stringify(request)], {
        stdio: ["ignore", "ignore", "pipe", "ipc"],
        windowsHide: true,
      });
    } catch (error) {
      refuse(error);
      return;
    }
    let words = "";
    let last: ProbeMessage | undefined;
    let isLate = false;
    const timer = setTimeout(() => {
      isLate = true;
      child.kill("SIGKILL");
    }, limit);
    child.stderr?.setEncoding("utf8").on("data", (text: string) => {
      words = (words + text).slice(-10_000);
    });
    child.on("message", (message) => {
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- probe-process.ts sends nothing else
      last = message as ProbeMessage;
      // Not left to end by itself: what a library does at the end of a process is none of the question.
      if (last.isLast) child.kill("SIGKILL");
    });
    child.on("error", refuse);
    // After the last message: Node waits for the channel as for the streams.
    child.on("close", (code, signal) => {
      clearTimeout(timer);
      const end = isLate ? `took longer than ${limit / 1000} s` : `its process ended with ${signal ?? `code ${code}`}`;
      resolve(reportOf(name, last, isLate ? end : withWords(end, words)));
    });
  });
}

function reportOf(name: KnownBackend, last: ProbeMessage | undefined, end: string): BackendReport {
  if (last === undefined) return { name, available: false, reason: end };
  if (last.isLast) return last.report;
  return { ...last.report, reason: `starts, but could not be measured: ${end}` };
}

/** The last line that it wrote to stderr, which tells of a missing symbol or an assertion. */
function withWords(end: string, words: string): string {
  const line = words.trimEnd().split("\n").at(-1)?.trim() ?? "";
  return line === "" ? end : `${end} (${line.slice(0, MAX_WORDS)})`;
}

function cannotStart(error: unknown): BackendError {
  return new BackendError(
    `listBackends: backends are tried in processes of their own, and none can be started here (${messageOf(error)}); ` +
      "allow child processes, or start the backends with startBackend one by one",
    { cause: error },
  );
}

/** The built module, also for these sources, which tests run: Node 20 does not run TypeScript. */
function builtScript(): URL {
  // Two steps, or a bundler for pages would take the module along.
  const here = import.meta.url;
  return new URL(here.endsWith(".ts") ? "../../dist/probe/probe-process.js" : "./probe-process.js", here);
}

function fileOf(url: URL): string {
  return process.getBuiltinModule("node:url").fileURLToPath(url);
}
