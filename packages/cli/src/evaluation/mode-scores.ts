import type { Mixture } from "@lipschitz-gan/data";
import { type FeatureSet, modeCoverage, type Protocol, type Score } from "@lipschitz-gan/metrics";
import type { EvaluationMetric } from "./evaluation-metrics.ts";

/** Standard deviations from its centre that a sample of a mode may lie. */
const RADIUS = 3;

/**
 * How many modes of a mixture samples reach, and which share of them is near a mode, as scores.
 *
 * @param mixture - the mixture, which is known in closed form, so that no real samples are needed
 * @param fake - the samples, which are their own features
 * @param options - which of the two metrics, and the samples' seed
 * @returns the scores asked for; none of a distribution without modes
 */
export function modeScores(
  { name, centers, std }: Mixture,
  { kept, count, dimension, dtype, extractor, resize }: FeatureSet,
  { metrics, seed }: { metrics: readonly EvaluationMetric[]; seed: number },
): readonly Score[] {
  if (centers.length === 0) return [];
  const { covered, highQualityFraction } = modeCoverage(kept, centers, { std, radius: RADIUS });
  const protocol: Protocol = {
    dataset: name,
    nReal: 0,
    split: "none",
    nFake: Math.min(count, kept.length / dimension),
    seed,
    resize,
    dtype,
    extractor,
    parameters: { modes: centers.length, std, radius: RADIUS },
  };
  const values = { modes: covered, "high-quality": highQualityFraction };
  const asked = (["modes", "high-quality"] as const).filter((metric) => metrics.includes(metric));
  return asked.map((metric) => ({ name: `${metric}-${name}`, value: values[metric], protocol }));
}
