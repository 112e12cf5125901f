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
