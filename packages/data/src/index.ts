/**
 * MNIST, Fashion-MNIST, CIFAR-10 and 2-D mixtures as batches.
 * @packageDocumentation
 */
export type { Batch, BatchRequest, Dataset, Mixture } from "./dataset.ts";
export { DatasetError } from "./dataset-error.ts";
export { datasetNames, type DatasetName } from "./dataset-names.ts";
export { describeDatasets, type DatasetStatus } from "./describe-datasets.ts";
export { fetchDataset, type FetchedDataset, type FetchOptions } from "./fetch-dataset.ts";
export { grid, type GridOptions } from "./grid.ts";
export { loadDataset, type LoadOptions } from "./load-dataset.ts";
export { parseCifar10, type Cifar10Records } from "./parse-cifar10.ts";
export { parseIdx, type IdxArray, type ParseIdxOptions } from "./parse-idx.ts";
export { ring, type RingOptions } from "./ring.ts";
export { swissRoll, type SwissRollOptions } from "./swiss-roll.ts";
