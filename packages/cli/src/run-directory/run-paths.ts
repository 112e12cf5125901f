import { join } from "node:path";

/** Where everything of a run lies. */
export interface RunPaths {
  /** The run directory itself. */
  readonly folder: string;
  /** The complete config. */
  readonly config: string;
  /** What ran it, on what, and for how long. */
  readonly environment: string;
  /** A line a step. */
  readonly metrics: string;
  /** Folder of the sample pictures. */
  readonly samples: string;
  /** Folder of the checkpoints. */
  readonly checkpoints: string;
  /** Model directory of the critic, its constraint baked in. */
  readonly critic: string;
  /** Model directory of the generator. */
  readonly generator: string;
  /** The bounds of the critic's Lipschitz constant, with what proves them. */
  readonly certificate: string;
  /** The lower bound of the Wasserstein distance that the critic proves. */
  readonly wasserstein1: string;
  /** The scores of the generator's samples, and the spectra of the critic's kernels. */
  readonly evaluation: string;
  /** The report. */
  readonly report: string;
}

/** The paths of a run directory. */
export function runPaths(folder: string): RunPaths {
  return {
    folder,
    config: join(folder, "config.json"),
    environment: join(folder, "environment.json"),
    metrics: join(folder, "metrics.jsonl"),
    samples: join(folder, "samples"),
    checkpoints: join(folder, "checkpoint"),
    critic: join(folder, "critic"),
    generator: join(folder, "generator"),
    certificate: join(folder, "certificate.json"),
    wasserstein1: join(folder, "wasserstein1.json"),
    evaluation: join(folder, "evaluation.json"),
    report: join(folder, "report.html"),
  };
}
