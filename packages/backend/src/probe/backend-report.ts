import type { KnownBackend } from "../backends/start-one.ts";

/** What {@link listBackends} found out about one backend. */
export interface BackendReport {
  /** Its name, as {@link startBackend} takes it. */
  readonly name: KnownBackend;
  /** Whether it starts here. */
  readonly available: boolean;
  /** Why it does not start; of one that starts, why its speed was not measured although that was asked for. */
  readonly reason?: string;
  /** How one that starts runs, in a few words; left out of one that does not. */
  readonly detail?: string;
  /** The graphics processor, or the software that stands in for one; left out where there is none or it is not known. */
  readonly device?: string;
  /** Threads that it computes on; for `node` and `node-gpu` the number of cores, as they do not tell. */
  readonly threads?: number;
  /** Versions of the packages and libraries that are its own; left out where they are those of TensorFlow.js. */
  readonly version?: string;
  /** Speed in 10^9 floating-point operations a second, to three digits; left out where it was not measured. */
  readonly gflops?: number;
}

/**
 * What to try a backend with.
 *
 * @internal
 */
export interface ProbeOptions {
  /** As of {@link startBackend}. */
  readonly threads?: number | undefined;
  /** Whether to measure the speed, too. */
  readonly measure: boolean;
}
