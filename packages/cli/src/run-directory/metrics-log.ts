import { appendFile, readFile } from "node:fs/promises";
import { systemCode } from "../internal/message-of.ts";
import { writeAtomically } from "./write-atomically.ts";

/** A line of `metrics.jsonl`. */
export interface MetricsLine {
  /** Number of the step, from 1. */
  readonly step: number;
  /** The metrics. */
  readonly [name: string]: unknown;
}

/** The bounds of a step, as its line of `metrics.jsonl` has them under `certificate`. */
export interface CertificateMetrics {
  /** The critic's Lipschitz constant is at least this; 0 where no witness was looked for. */
  readonly lower: number;
  /** The critic's Lipschitz constant is at most this. */
  readonly upper: number;
  /** Lower and upper bound of every layer with a kernel, by name. */
  readonly layers: Readonly<Record<string, readonly [lower: number, upper: number]>>;
}

/** Appends a line. */
export function appendMetrics(path: string, line: MetricsLine): Promise<void> {
  return appendFile(path, `${JSON.stringify(line)}\n`);
}

/**
 * Drops what a resumed run will write again: the lines after a step, and a last line that a kill has torn.
 *
 * @param path - the file; may be missing
 * @param step - the last step to keep
 */
export async function truncateMetrics(path: string, step: number): Promise<void> {
  const text = await readText(path);
  // Text after the last line break is a torn line.
  const whole = text.split("\n").slice(0, -1);
  const kept = whole.filter((line) => {
    const number = stepOf(line);
    return number !== undefined && number <= step;
  });
  await writeAtomically(path, kept.map((line) => `${line}\n`).join(""));
}

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if (systemCode(error) === "ENOENT") return "";
    throw error;
  }
}

function stepOf(line: string): number | undefined {
  try {
    const value: unknown = JSON.parse(line);
    const isLine = typeof value === "object" && value !== null && "step" in value && typeof value.step === "number";
    return isLine ? (value as MetricsLine).step : undefined;
  } catch {
    return undefined; // not a line that this program wrote whole
  }
}
