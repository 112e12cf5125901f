/** Metrics that stand in one chart. */
export interface ScoreFamily {
  /** The metrics, as the names of scores begin. */
  readonly metrics: readonly string[];
  /** How to read them, in a sentence or two. */
  readonly reading: string;
  /** The smallest and the largest value that there can be, where that is a range to show whole. */
  readonly range?: readonly [number, number];
}

/** The families in the order of the report. Coverage of modes has cards of its own. */
export const scoreFamilies: readonly ScoreFamily[] = [
  { metrics: ["FID"], reading: "Fréchet distance of the features of generated and real samples: lower is better." },
  {
    metrics: ["KID"],
    reading: "Kernel distance of the features: lower is better. It is unbiased, so near 0 it can be negative.",
  },
  { metrics: ["IS"], reading: "Inception Score: higher is better; it sees no real sample." },
  {
    metrics: ["precision", "recall"],
    reading: "The share of generated samples that look real, and of real samples that are reached: higher is better.",
    range: [0, 1],
  },
  {
    metrics: ["density", "coverage"],
    reading: "How densely generated samples lie where real ones do, and the share of real ones with one near.",
  },
];

/** A score's name taken apart. */
export interface ScoreName {
  /** The metric: `"FID"`, `"high-quality"`. */
  readonly metric: string;
  /** In whose features. */
  readonly extractor: string;
}

/**
 * Takes the name of a score apart, as far as its metric is one of the families.
 *
 * @param name - such as `"FID-fashion-mnist"`
 * @returns such as `FID` and `fashion-mnist`; nothing where no family has the metric
 */
export function scoreNameOf(name: string): ScoreName | undefined {
  const metric = scoreFamilies.flatMap(({ metrics }) => metrics).find((known) => name.startsWith(`${known}-`));
  return metric === undefined ? undefined : { metric, extractor: name.slice(metric.length + 1) };
}
