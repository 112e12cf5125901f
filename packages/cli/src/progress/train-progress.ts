import type { StepReport } from "@lipschitz-gan/training";
import { Presets, SingleBar } from "cli-progress";
import type { Output } from "../internal/output.ts";
import { duration } from "./duration.ts";

/** Shows how far a training is. */
export interface TrainProgress {
  /** Tells of a step. */
  step(report: StepReport, secondsOfLimit: number): void;
  /** Says a line in between. */
  say(line: string): void;
  /** Ends the bar. */
  stop(): void;
}

/** What progress is measured against. */
export interface TrainProgressOptions {
  /** The step that it starts at. */
  readonly from: number;
  /** The last step. */
  readonly to: number;
}

/** Seconds between two plain lines. */
const INTERVAL = 10;

/** A bar on a terminal; elsewhere a plain line every ten seconds. */
export function trainProgress(output: Output, { from, to }: TrainProgressOptions): TrainProgress {
  const started = performance.now();
  const bar = output.interactive ? startBar(from, to) : undefined;
  let spoken = Number.NEGATIVE_INFINITY;

  const step = (report: StepReport, secondsOfLimit: number): void => {
    const seconds = (performance.now() - started) / 1000;
    const speed = (report.step - from) / seconds;
    const left = Math.min((to - report.step) / speed, secondsOfLimit);
    const payload = {
      speed: speed.toPrecision(3),
      left: duration(left),
      losses: `critic ${report.criticLoss.toFixed(3)}, generator ${report.generatorLoss.toFixed(3)}`,
    };
    if (bar !== undefined) {
      bar.update(report.step, payload);
    } else if (seconds - spoken >= INTERVAL || report.step === to) {
      spoken = seconds;
      output.log(
        `step ${report.step}/${to} · ${payload.speed} steps/s · ${payload.left} left · loss: ${payload.losses}`,
      );
    }
  };
  const stop = (): void => bar?.stop();
  const say = (line: string): void => {
    // The bar owns its line: end it, speak, and let the next step draw it again.
    if (bar !== undefined) process.stderr.write("\n");
    output.log(line);
  };
  return { step, say, stop };
}

function startBar(from: number, to: number): SingleBar {
  const bar = new SingleBar(
    {
      format: "{bar} {value}/{total} · {speed} steps/s · {left} left · loss: {losses}",
      stream: process.stderr,
      barsize: 24,
      hideCursor: true,
      // The command handles Ctrl-C itself.
      gracefulExit: false,
    },
    Presets.shades_classic,
  );
  bar.start(to, from, { speed: "–", left: "–", losses: "–" });
  return bar;
}
