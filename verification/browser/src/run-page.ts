import { openChromium } from "./open-chromium.ts";
import type { PageBackend, PageJob, PageMessage } from "./page-job.ts";
import { servePage } from "./serve-page.ts";

/**
 * What one run of a page gave.
 *
 * @internal
 */
export interface PageOutcome {
  /** How the backend started; left out where it did not. */
  readonly backend?: PageBackend;
  /** The rows so far, also of a run that failed. */
  readonly rows: readonly unknown[];
  /** What the task returned; left out where it failed. */
  readonly result?: unknown;
  /** Why there is no result, one line. */
  readonly reason?: string;
}

/**
 * @internal
 */
export interface RunPageOptions {
  /** Path of Chromium or Chrome. */
  readonly program: string;
  /** Where the bundled page lies. */
  readonly directory: string;
  /** Time until the page must have told its result, in milliseconds. */
  readonly timeoutMs: number;
  /** Receives each row when it is there. */
  readonly onRow?: ((row: unknown) => void) | undefined;
}

/**
 * Does one job in a browser of its own: a device that is lost, or a GPU process that dies, spoils no other job.
 *
 * @internal
 */
export async function runPage(job: PageJob, options: RunPageOptions): Promise<PageOutcome> {
  const { program, directory, timeoutMs, onRow = () => {} } = options;
  let backend: PageBackend | undefined;
  const rows: unknown[] = [];
  let end: ((outcome: Pick<PageOutcome, "result" | "reason">) => void) | undefined;
  const last = new Promise<Pick<PageOutcome, "result" | "reason">>((resolve) => {
    end = resolve;
  });
  const server = await servePage(directory, (message: PageMessage) => {
    if (message.kind === "started") backend = message.backend;
    else if (message.kind === "row") {
      rows.push(message.row);
      onRow(message.row);
    } else if (message.kind === "done") end?.({ result: message.result });
    else end?.({ reason: message.reason });
  });
  const chromium = await openChromium(program, `${server.address}?${encodeURIComponent(JSON.stringify(job))}`);
  const timer = setTimeout(() => {
    end?.({ reason: `the page did not end within ${timeoutMs / 1000} s (${rows.length} rows so far)` });
  }, timeoutMs);
  try {
    const outcome = await Promise.race([
      last,
      chromium.ended.then((complaint) => ({ reason: `the browser ended before the page did: ${complaint}` })),
    ]);
    return { ...(backend === undefined ? {} : { backend }), rows, ...outcome };
  } finally {
    clearTimeout(timer);
    await chromium.close();
    await server.close();
  }
}
