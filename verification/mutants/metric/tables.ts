import { type LawTable, type MetricSubject, metricTable } from "@lipschitz-gan/verification";

/** Some laws of the table, under its name: those that speak of what a mutant changes. */
function laws(...groups: readonly string[]): LawTable<MetricSubject> {
  return {
    ...metricTable,
    laws: metricTable.laws.filter(({ name }) => groups.some((group) => name.startsWith(group))),
  };
}

/** Of mean and covariance, and of the distance that is made of them. */
export const statisticsTable: LawTable<MetricSubject> = laws("statistics-", "frechet-few-samples", "refuses-");

/** Of the Fréchet distance. */
export const frechetTable: LawTable<MetricSubject> = laws("frechet-");

/** Of the Inception Score. */
export const inceptionTable: LawTable<MetricSubject> = laws("inception-", "refuses-");

/** Of the Kernel Inception Distance. */
export const kernelTable: LawTable<MetricSubject> = laws("kernel-");

/** Of precision, recall, density and coverage. */
export const neighbourTable: LawTable<MetricSubject> = laws("neighbours-", "refuses-");

/** Of spectra. */
export const spectrumTable: LawTable<MetricSubject> = laws("spectrum-", "refuses-");

/** Of comparisons of scores. */
export const comparisonTable: LawTable<MetricSubject> = laws("compare-");

/** Of all metrics on pictures, which takes longest. */
export const picturesTable: LawTable<MetricSubject> = laws("noise-on-pictures");
