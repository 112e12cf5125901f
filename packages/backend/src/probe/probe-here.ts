import { startOne, type KnownBackend } from "../backends/start-one.ts";
import { messageOf } from "../internal/message-of.ts";
import type { BackendReport, ProbeOptions } from "./backend-report.ts";
import { measureSpeed } from "./measure-speed.ts";

/**
 * Starts a backend in this process or page, measures it and stops it.
 *
 * @param name - the backend
 * @param options - threads, and whether to measure
 * @param onStarted - called before the measure, which may be the end of the process
 * @returns what was found out; nothing is thrown
 * @internal
 */
export async function probeHere(
  name: KnownBackend,
  { threads, measure }: ProbeOptions,
  onStarted: (report: BackendReport) => void = () => {},
): Promise<BackendReport> {
  try {
    const running = await startOne(name, { threads, log: () => {} });
    const { detail, device, version } = running;
    const started: BackendReport = {
      name,
      available: true,
      detail,
      ...(device === undefined ? {} : { device }),
      threads: running.threads,
      ...(version === undefined ? {} : { version }),
    };
    onStarted(started);
    try {
      return measure ? { ...started, ...(await speed()) } : started;
    } finally {
      await running.stop();
    }
  } catch (error) {
    return { name, available: false, reason: reasonOf(error) };
  }
}

async function speed(): Promise<Pick<BackendReport, "gflops" | "reason">> {
  try {
    return { gflops: await measureSpeed() };
  } catch (error) {
    return { reason: `starts, but could not be measured: ${messageOf(error)}` };
  }
}

/** Without what only makes sense where one backend was asked for. */
function reasonOf(error: unknown): string {
  return messageOf(error)
    .replace(/^startBackend: /u, "")
    .replace(/[,;](?: or)? choose "[^"]*"(?: or "[^"]*")*$/u, "");
}
