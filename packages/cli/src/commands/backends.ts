import { type BackendList, type BackendReport, listBackends } from "@lipschitz-gan/backend";
import type { Output } from "../internal/output.ts";
import { textTable } from "../internal/text-table.ts";
import { wrapped } from "../internal/wrapped.ts";

/** Options of {@link backends}. */
export interface BackendsOptions {
  /** Whether to print the result as JSON. */
  readonly json?: boolean;
  /** Whether to measure the speed of each. */
  readonly measure?: boolean;
  /** Columns of the terminal. */
  readonly columns?: number | undefined;
  /** What finds the backends out; a test's knows them already. */
  readonly list?: typeof listBackends;
}

/** Where stdout is no terminal. */
const COLUMNS = 100;
/** For the last column, in a terminal however narrow. */
const MIN_WORDS = 30;

/**
 * The command `backends`: which there are, why the others are not, how fast each is, and which one `auto` takes.
 *
 * @param output - where the table goes
 * @param options - whether to print JSON, whether to measure
 * @returns the exit code
 * @throws BackendError if no processes can be started
 */
export async function backends(
  output: Output,
  { json = false, measure = true, columns = process.stdout.columns, list = listBackends }: BackendsOptions = {},
): Promise<number> {
  if (measure) output.log("backends   starting and measuring each, one after the other");
  const found = await list({ measure });
  if (json) output.result(JSON.stringify(found));
  else for (const line of tableOf(found, columns)) output.result(line);
  return 0;
}

function tableOf({ chosen, backends: reports }: BackendList, columns = COLUMNS): readonly string[] {
  const rows = reports.map((report) => [
    `${report.name === chosen ? "*" : " "} ${report.name}`,
    report.available ? "yes" : "no",
    report.gflops === undefined ? "-" : String(report.gflops),
  ]);
  const [header = "", ...lines] = textTable([["  backend", "here", "GFLOP/s"], ...rows], new Set([2]));
  const width = Math.max(...[header, ...lines].map((line) => line.length)) + 2;
  const body = reports.flatMap((report, i) => {
    const words = wrapped(wordsOf(report), Math.max(MIN_WORDS, columns - width));
    return words.map((line, k) => `${(k === 0 ? (lines[i] ?? "") : "").padEnd(width)}${line}`.trimEnd());
  });
  const choice = chosen === undefined ? "none starts, so that auto fails" : `* auto takes ${chosen}`;
  return [`${header.padEnd(width)}runs as, or why not`, ...body, "", choice];
}

function wordsOf({ detail, reason }: BackendReport): string {
  return [detail, reason].filter((part) => part !== undefined).join("; ");
}
