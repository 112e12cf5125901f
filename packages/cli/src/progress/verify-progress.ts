import type { LawReport } from "@lipschitz-gan/verification";
import { Presets, SingleBar } from "cli-progress";
import type { Output } from "../internal/output.ts";

/** Shows how far a verification is. */
export interface VerifyProgress {
  /** Tells of a law that has been checked. */
  readonly report: (report: LawReport) => void;
  /** Ends the bar. */
  readonly stop: () => void;
}

/** Seconds between two plain lines. */
const INTERVAL = 10;

/**
 * A bar on a terminal; elsewhere a plain line every ten seconds, and one for each broken law at once.
 *
 * @param output - where it goes
 * @param nLaws - how many laws there are to check
 */
export function verifyProgress(output: Output, nLaws: number): VerifyProgress {
  const bar = output.interactive ? startBar(nLaws) : undefined;
  let spoken = performance.now();
  let done = 0;
  let broken = 0;
  return {
    report: ({ subject, law, holds }) => {
      done += 1;
      if (!holds) broken += 1;
      bar?.update(done, { subject, broken });
      if (bar !== undefined) return;
      if (!holds) output.log(`broken   ${subject}: ${law}`);
      if (performance.now() - spoken < INTERVAL * 1000) return;
      spoken = performance.now();
      output.log(`checked  ${done} of ${nLaws} laws, ${broken} broken, now ${subject}`);
    },
    stop: () => bar?.stop(),
  };
}

function startBar(nLaws: number): SingleBar {
  const bar = new SingleBar(
    {
      format: "{bar} law {value}/{total} · {broken} broken · {subject}",
      hideCursor: true,
      clearOnComplete: true,
      stream: process.stderr,
    },
    Presets.shades_classic,
  );
  bar.start(nLaws, 0, { subject: "", broken: 0 });
  return bar;
}
