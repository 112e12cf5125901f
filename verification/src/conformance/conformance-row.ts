/** What is compared: the kernel's value, its gradient, or the gradient of a penalty on that gradient. */
export type Order = "value" | "first" | "second";

/** How one case fared on one backend. */
export interface ConformanceRow {
  /** The case's name. */
  readonly case: string;
  /** The case's heading in the table. */
  readonly family: string;
  /** What was compared. */
  readonly order: Order;
  /** How many instances were tried. */
  readonly runs: number;
  /** The largest error as a share of what is allowed: above 1 where the backend is wrong; 0 for an exact law that holds. */
  readonly worst: number;
  /** Whether every instance was within what is allowed. */
  readonly holds: boolean;
  /** The shrunk instance that is wrong, and by how much. */
  readonly counterexample?: string;
  /** Why the case was left out on this backend. */
  readonly skipped?: string;
}
