import type { BackendName } from "@lipschitz-gan/backend";

/**
 * What a page shall do on one backend. It travels as JSON in the page's address.
 *
 * @internal
 */
export type PageJob = ConformanceJob | OtherJob;

interface PageOptions {
  readonly backend: BackendName;
  /** Backends that the page shall not register, as if it had not imported them. */
  readonly without?: readonly string[];
  /** Threads of the WASM backend. */
  readonly threads?: number;
  /** TensorFlow.js' flags to set before the start. */
  readonly flags?: Readonly<Record<string, number | boolean>>;
}

interface ConformanceJob extends PageOptions {
  readonly task: "conformance";
  readonly runs: number;
  readonly seed: number;
  /** A regular expression on the names of the cases. */
  readonly only?: string;
}

interface OtherJob extends PageOptions {
  readonly task: "start" | "training" | "repairs" | "lost device";
}

/**
 * What a page tells, in this order: once how the backend started, each row when it is there, and at the end the result
 * or the reason why there is none.
 *
 * @internal
 */
export type PageMessage =
  | { readonly kind: "started"; readonly backend: PageBackend }
  | { readonly kind: "row"; readonly row: unknown }
  | { readonly kind: "done"; readonly result: unknown }
  | { readonly kind: "failed"; readonly reason: string };

/**
 * How a backend runs in the page.
 *
 * @internal
 */
export interface PageBackend {
  readonly name: string;
  readonly threads: number;
  readonly device?: string;
  readonly reason: string;
  /** Whether no other site can reach the page, so that it may share memory between threads. */
  readonly isIsolated: boolean;
  /** The browser's name for itself. */
  readonly userAgent: string;
}
