import type { BackendName } from "@lipschitz-gan/backend";
import type { ConformanceRow } from "@lipschitz-gan/verification";
import { buildPage } from "./build-page.ts";
import { findChromium } from "./find-chromium.ts";
import { runPage } from "./run-page.ts";

/** Backends that a page may have. */
export type BackendInPage = BackendName & ("webgpu" | "webgl" | "wasm" | "cpu");

/** Options of {@link runInChromium}. */
export interface RunInChromiumOptions {
  /** Which backends, one after the other. */
  readonly backends: readonly BackendInPage[];
  /** Instances of every case, an integer >= 1. */
  readonly runs: number;
  /** Seed of all instances, a 32-bit integer. */
  readonly seed: number;
  /** Time for each backend, in milliseconds. */
  readonly timeoutMs: number;
  /** A regular expression that the names of the cases match; all cases unless given. */
  readonly only?: string;
  /** Receives every row as soon as it is known. */
  readonly onRow?: (backend: BackendInPage, row: ConformanceRow) => void;
}

/** How one backend fared in a page: all rows, or the reason why they are not all there. */
export type InChromium =
  | {
      readonly backend: BackendInPage;
      /** The graphics processor or the software that stands in for one, where it is known. */
      readonly device?: string;
      /** Threads of the WASM backend; 1 for the others. */
      readonly threads: number;
      /** The browser's name and version, such as "HeadlessChrome/156.0.0.0". */
      readonly browser: string;
      readonly rows: readonly ConformanceRow[];
    }
  | {
      readonly backend: BackendInPage;
      /** Why, in one line. */
      readonly reason: string;
      /** The rows before that; left out where the backend did not start. */
      readonly rows?: readonly ConformanceRow[];
    };

/**
 * Runs the conformance suite in a page of headless Chromium, on its software GPU, one browser for each backend.
 *
 * @param options - backends, runs, seed, time limit
 * @returns how each backend fared, in the order asked for
 *
 * @see {@link runConformance}, which the page calls
 */
export async function runInChromium(options: RunInChromiumOptions): Promise<readonly InChromium[]> {
  const { backends, runs, seed, timeoutMs, only, onRow = () => {} } = options;
  const program = findChromium();
  if (program === undefined) {
    const reason = "no Chromium on the search path; install it, or name one in CHROMIUM_PATH";
    return backends.map((backend) => ({ backend, reason }));
  }
  const page = await buildPage();
  try {
    const results: InChromium[] = [];
    for (const backend of backends) {
      const outcome = await runPage(
        { backend, task: "conformance", runs, seed, ...(only === undefined ? {} : { only }) },
        { program, directory: page.directory, timeoutMs, onRow: (row) => onRow(backend, row as ConformanceRow) }, // as doTask posts it
      );
      const rows = outcome.rows as readonly ConformanceRow[];
      if (outcome.backend === undefined) results.push({ backend, reason: outcome.reason ?? "the page told nothing" });
      else if (outcome.reason !== undefined) results.push({ backend, reason: outcome.reason, rows });
      else {
        const { device, threads, userAgent } = outcome.backend;
        const browser = userAgent.split(" ").find((word) => word.includes("Chrome/")) ?? userAgent;
        results.push({ backend, ...(device === undefined ? {} : { device }), threads, browser, rows });
      }
    }
    return results;
  } finally {
    await page.remove();
  }
}
