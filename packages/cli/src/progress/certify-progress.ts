import { Presets, SingleBar } from "cli-progress";
import { oneLine } from "../internal/one-line.ts";
import type { Output } from "../internal/output.ts";

/** Shows how far a certification is. */
export interface CertifyProgress {
  /** Tells of an operation that has been bounded. */
  readonly layer: (done: number, total: number, name: string) => void;
  /** Ends the bar. */
  readonly stop: () => void;
}

/**
 * A bar on a terminal; elsewhere a plain line for each operation.
 *
 * @param output - where it goes
 */
export function certifyProgress(output: Output): CertifyProgress {
  let bar: SingleBar | undefined;
  return {
    layer: (done, total, name) => {
      if (!output.interactive) {
        output.log(`bounded  ${done} of ${total}: ${oneLine(name)}`);
        return;
      }
      bar ??= startBar(total);
      bar.update(done, { name: oneLine(name) });
    },
    stop: () => bar?.stop(),
  };
}

function startBar(total: number): SingleBar {
  const bar = new SingleBar(
    { format: "{bar} {value}/{total} · {name}", hideCursor: true, clearOnComplete: true, stream: process.stderr },
    Presets.shades_classic,
  );
  bar.start(total, 0, { name: "" });
  return bar;
}
