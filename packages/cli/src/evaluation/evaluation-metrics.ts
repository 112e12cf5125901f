import type { DatasetName } from "@lipschitz-gan/data";
import type { MetricName } from "@lipschitz-gan/metrics";
import { datasetKinds } from "../config/names.ts";
import { UsageError } from "../internal/cli-error.ts";
import { didYouMean } from "../internal/nearest.ts";
import { show } from "../internal/show.ts";

/** A metric that `evaluate` knows. */
export type EvaluationMetric = MetricName | "modes" | "high-quality";

type Samples = "pictures" | "points" | "modes";

// A record, so that its type tells when one is missing; not the package's own list, which loads TensorFlow.js.
const appliesTo: Readonly<Record<EvaluationMetric, readonly Samples[]>> = {
  is: ["pictures"],
  fid: ["pictures"],
  kid: ["pictures"],
  modes: ["modes"],
  "high-quality": ["modes"],
  precision: ["pictures", "points", "modes"],
  recall: ["pictures", "points", "modes"],
  density: ["pictures", "points", "modes"],
  coverage: ["pictures", "points", "modes"],
};

/** All metrics, in the order in which scores are told. */
export const evaluationMetrics: readonly EvaluationMetric[] = Object.keys(appliesTo) as EvaluationMetric[]; // the record has exactly these

/**
 * The metrics that apply to the samples of a data set.
 *
 * @param dataset - its name
 */
export function metricsOf(dataset: DatasetName): readonly EvaluationMetric[] {
  const samples = samplesOf(dataset);
  return evaluationMetrics.filter((name) => appliesTo[name].includes(samples));
}

function samplesOf(dataset: DatasetName): Samples {
  if (datasetKinds[dataset] === "image") return "pictures";
  return dataset === "swiss-roll" ? "points" : "modes";
}

/**
 * The metrics that a flag names.
 *
 * @param text - names with commas between
 * @param dataset - name of the data set
 * @returns each once, in the order in which scores are told
 * @throws UsageError if one is unknown or does not apply to such samples
 */
export function checkedMetrics(text: string, dataset: DatasetName): readonly EvaluationMetric[] {
  const fitting = metricsOf(dataset);
  const asked = text.split(",").map((name) => name.trim().toLowerCase());
  const wrong = asked.find((name) => !fitting.some((known) => known === name));
  if (wrong === undefined) return fitting.filter((name) => asked.includes(name));
  throw new UsageError(
    `--metrics: must be names of ${fitting.join(", ")}, which apply to ${dataset}, with commas between, ` +
      `received ${show(wrong)}${didYouMean(wrong, fitting)}`,
  );
}
