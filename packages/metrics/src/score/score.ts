import type { Protocol } from "./protocol.ts";

/** The value of a metric with the protocol without which it means nothing. */
export interface Score {
  /** The metric and the extractor: `"FID-mnist"`, `"IS-cifar10"`. */
  readonly name: string;
  /** The value. */
  readonly value: number;
  /** Standard deviation over splits or subsets, where the metric has them. */
  readonly std?: number;
  /** How it was measured. */
  readonly protocol: Protocol;
}
