import type { ChildProcess } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/** Flags of a run that takes milliseconds a step: the ring of eight with networks of eight units. */
export const tiny: readonly string[] = "--dataset ring8 --width 0.0625 --batch-size 4 --backend wasm --threads 1".split(
  " ",
);

/** The lines of a run's metrics, also while it runs. */
export function metricsOf(run: string): readonly Record<string, unknown>[] {
  try {
    const text = readFileSync(join(run, "metrics.jsonl"), "utf8");
    return text
      .split("\n")
      .slice(0, -1)
      .map((line) => JSON.parse(line) as Record<string, unknown>);
  } catch {
    return []; // the run has not come so far
  }
}

/** Waits until a run has done some steps, then sends a signal. */
export function signalAfter(run: string, steps: number, signal: NodeJS.Signals) {
  return async (child: ChildProcess): Promise<void> => {
    while (child.exitCode === null && metricsOf(run).length < steps) await sleep(5);
    child.kill(signal);
  };
}
