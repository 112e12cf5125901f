import { backendNames, constraintNames, datasetNames, lossNames, modelNames, modeNames } from "./names.ts";
import type { ConfigKey } from "./run-config.ts";

/** A flag of `train` that sets a key of the config. */
export interface ConfigFlag {
  /** The flag, such as `--batch-size`. */
  readonly flag: string;
  /** The placeholder of its value; a flag without one stands for `true`. */
  readonly value?: string;
  /** The key it sets. */
  readonly key: ConfigKey;
  /** What it does, one line. */
  readonly help: string;
  /** How its text becomes a value. */
  readonly kind: "text" | "number" | "list" | "switch";
}

/** Every flag of `train` that sets a key of the config. */
export const configFlags: readonly ConfigFlag[] = [
  { flag: "--dataset", value: "D", key: "dataset", kind: "text", help: `data set: ${datasetNames.join(", ")}` },
  { flag: "--data-folder", value: "DIR", key: "dataFolder", kind: "text", help: "folder with the data set's files" },
  { flag: "--model", value: "M", key: "model", kind: "text", help: `generator and critic: ${modelNames.join(", ")}` },
  {
    flag: "--constraint",
    value: "C[,C…]",
    key: "constraint",
    kind: "list",
    help: `what bounds the critic, in this order: ${constraintNames.join(", ")}`,
  },
  { flag: "--loss", value: "L", key: "loss", kind: "text", help: `loss: ${lossNames.join(", ")}` },
  { flag: "--k", value: "N", key: "k", kind: "number", help: "Lipschitz bound aimed at for the whole critic" },
  {
    flag: "--power-iterations",
    value: "N",
    key: "powerIterations",
    kind: "number",
    help: "spectral-norm: power iterations a step",
  },
  {
    flag: "--mode",
    value: "M",
    key: "mode",
    kind: "text",
    help: `spectral-norm: ${modeNames.join(", ")}; divides by the reshaped kernel's norm, the layer's own, or a proven bound`,
  },
  { flag: "--clip", value: "N", key: "clip", kind: "number", help: "weight-clipping: largest magnitude of a weight" },
  { flag: "--lambda", value: "N", key: "lambda", kind: "number", help: "gradient-penalty: its weight in the loss" },
  {
    flag: "--sided",
    value: "S",
    key: "sided",
    kind: "text",
    help: "gradient-penalty: two punishes short gradients too, one only long ones",
  },
  { flag: "--gain", key: "gain", kind: "switch", help: "weight-norm: train a gain for each output channel" },
  { flag: "--width", value: "N", key: "width", kind: "number", help: "factor on all hidden channels" },
  { flag: "--latent-size", value: "N", key: "latentSize", kind: "number", help: "length of a latent vector" },
  { flag: "--batch-size", value: "N", key: "batchSize", kind: "number", help: "samples in a batch" },
  { flag: "--n-critic", value: "N", key: "nCritic", kind: "number", help: "critic steps for each generator step" },
  { flag: "--learning-rate", value: "N", key: "learningRate", kind: "number", help: "Adam's step size" },
  { flag: "--beta1", value: "N", key: "beta1", kind: "number", help: "Adam's decay of the gradient's mean" },
  { flag: "--beta2", value: "N", key: "beta2", kind: "number", help: "Adam's decay of the squared gradient's mean" },
  {
    flag: "--decay",
    value: "N",
    key: "decay",
    kind: "number",
    help: "share of the steps, at the end, over which the learning rate falls linearly to zero",
  },
  { flag: "--steps", value: "N", key: "steps", kind: "number", help: "generator steps to train" },
  { flag: "--max-minutes", value: "N", key: "maxMinutes", kind: "number", help: "stop after this much training time" },
  { flag: "--seed", value: "N", key: "seed", kind: "number", help: "seed of all randomness" },
  { flag: "--backend", value: "B", key: "backend", kind: "text", help: `backend: ${backendNames.join(", ")}` },
  { flag: "--threads", value: "N", key: "threads", kind: "number", help: "threads of the WASM backend, at most 8" },
  {
    flag: "--checkpoint-every",
    value: "N",
    key: "checkpointEvery",
    kind: "number",
    help: "steps between two checkpoints",
  },
  { flag: "--sample-every", value: "N", key: "sampleEvery", kind: "number", help: "steps between two sample pictures" },
  {
    flag: "--certify-every",
    value: "N",
    key: "certifyEvery",
    kind: "number",
    help: "steps between two bounds of the critic's Lipschitz constant; 0 bounds it at the end only",
  },
  {
    flag: "--evaluate-every",
    value: "N",
    key: "evaluateEvery",
    kind: "number",
    help: "steps between two evaluations of the samples, the last at the end: FID, KID and others; 0 for none",
  },
  {
    flag: "--evaluate-samples",
    value: "N",
    key: "evaluateSamples",
    kind: "number",
    help: "generated samples of such an evaluation, and as many real ones",
  },
];

/** The flag that sets a key. */
export function flagOf(key: string): string {
  return configFlags.find((entry) => entry.key === key)?.flag ?? key;
}

/** What was given on the command line, by config key. */
export type GivenFlags = Readonly<Partial<Record<ConfigKey, unknown>>>;

/**
 * The values of the flags that were given. Text that is no number is handed on as text, for the schema to refuse with
 * the flag's own rule.
 *
 * @param options - the parsed options by commander's names, which are the flags in camel case
 */
export function givenFlags(options: Readonly<Record<string, unknown>>): GivenFlags {
  return Object.fromEntries(
    configFlags.flatMap(({ flag, key, kind }) => {
      const value = options[camelCase(flag)];
      return value === undefined ? [] : [[key, valueOf(kind, value)] as const];
    }),
  );
}

const decimal = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;

/** The number that a flag's text stands for, or the text itself if it stands for none. */
export function numberOf(text: string): number | string {
  return decimal.test(text.trim()) ? Number(text) : text;
}

function valueOf(kind: ConfigFlag["kind"], value: unknown): unknown {
  if (typeof value !== "string") return value;
  if (kind === "number") return numberOf(value);
  return kind === "list" ? value.split(",").map((part) => part.trim()) : value;
}

function camelCase(flag: string): string {
  return flag.slice(2).replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
}
