import type { BackendReport, ProbeOptions } from "./backend-report.ts";
import type { KnownBackend } from "../backends/start-one.ts";

/**
 * What the process that tries a backend is told, as JSON in its only argument.
 *
 * @internal
 */
export interface ProbeRequest extends ProbeOptions {
  readonly name: KnownBackend;
}

/**
 * What that process sends: once when the backend has started, and once at the end.
 *
 * @internal
 */
export interface ProbeMessage {
  readonly report: BackendReport;
  readonly isLast: boolean;
}
