import type { KernelKind } from "../laws/constraint/architecture.ts";
import type { LawReport } from "./law-report.ts";

/** How a constraint fared under the laws of the conformance kit. */
export interface ConstraintReport {
  /** The constraint's own name. */
  readonly name: string;
  /** Whether all laws hold. */
  readonly holds: boolean;
  /** The seed with which the same cases are met again. */
  readonly seed: number;
  /** Cases a law, before its share. */
  readonly runs: number;
  /** The TensorFlow.js backend that ran. */
  readonly backend: string;
  /** The kinds of kernels that the constraint binds to; the laws speak of these alone. */
  readonly kinds: readonly KernelKind[];
  /** One report a law that speaks of the constraint. */
  readonly laws: readonly LawReport[];
}
