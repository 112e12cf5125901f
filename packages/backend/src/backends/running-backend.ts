/**
 * What a starter of one backend hands back.
 *
 * @internal
 */
export interface RunningBackend {
  /** Threads that really run. */
  readonly threads: number;
  /** The graphics processor, or what stands in for one; absent where there is none or it is not known. */
  readonly device?: string;
  /** Versions of the packages and libraries that are its own, such as "tfjs-node 4.22.0, libtensorflow 2.9.1". */
  readonly version?: string;
  /** A few words for the log: how it runs. */
  readonly detail: string;
  /** Frees what only this backend holds. */
  readonly stop: () => Promise<void>;
}
