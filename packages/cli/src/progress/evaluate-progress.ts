import { Presets, SingleBar } from "cli-progress";
import type { Output } from "../internal/output.ts";
import { duration } from "./duration.ts";

/** Shows how far an evaluation is. */
export interface EvaluateProgress {
  /** Begins a part; the returned function hears how far it is. */
  readonly part: (name: string) => (done: number, total: number) => void;
  /** Ends the bar. */
  readonly stop: () => void;
}

/** Seconds between two plain lines of one part. */
const INTERVAL = 10;

/**
 * A bar on a terminal; elsewhere a plain line when a part begins and then every ten seconds.
 *
 * @param output - where it goes
 */
export function evaluateProgress(output: Output): EvaluateProgress {
  let bar: SingleBar | undefined;
  const stop = (): void => {
    bar?.stop();
    bar = undefined;
  };
  const part = (name: string): ((done: number, total: number) => void) => {
    stop();
    const started = performance.now();
    let spoken = started;
    if (!output.interactive) output.log(`now      ${name}`);
    return (done, total) => {
      const now = performance.now();
      const left = duration(((now - started) / 1000 / Math.max(1, done)) * (total - done));
      if (output.interactive) {
        bar ??= startBar(name, total);
        bar.update(done, { left });
      } else if (now - spoken >= INTERVAL * 1000 && done < total) {
        spoken = now;
        output.log(`now      ${name}: ${done} of ${total}, ${left} left`);
      }
    };
  };
  return { part, stop };
}

function startBar(name: string, total: number): SingleBar {
  const bar = new SingleBar(
    {
      format: "{bar} {value}/{total} · {left} left · {name}",
      hideCursor: true,
      clearOnComplete: true,
      stream: process.stderr,
    },
    Presets.shades_classic,
  );
  bar.start(total, 0, { name, left: "–" });
  return bar;
}
