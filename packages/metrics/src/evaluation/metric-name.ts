/** A metric of two sets of features. */
export type MetricName = "is" | "fid" | "kid" | "precision" | "recall" | "density" | "coverage";

/** All metrics, in the order in which their scores are told. @internal */
export const metricNames: readonly MetricName[] = ["is", "fid", "kid", "precision", "recall", "density", "coverage"];
