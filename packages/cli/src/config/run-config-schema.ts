import { z } from "zod";
import { backendNames, constraintNames, datasetNames, lossNames, modelNames, modeNames } from "./names.ts";
import { integer, oneOf, real } from "./rules.ts";
import type { ConfigKey, RunConfig } from "./run-config.ts";

const sixDigits = "the names of sample files have six digits";
const folder = "must be the path of a folder, or null";

const shape: Readonly<Record<ConfigKey, z.ZodType>> = {
  dataset: oneOf(datasetNames),
  dataFolder: z.string({ error: folder }).min(1, { error: folder }).nullable(),
  model: oneOf(modelNames),
  constraint: z
    .array(oneOf(constraintNames), { error: "must be a list of constraints" })
    .min(1, { error: "must name at least one constraint, or none" }),
  loss: oneOf(lossNames),
  k: real(0, 1e6, { why: "a larger bound is none in float32" }),
  powerIterations: integer(1, 1000, "float32 has nothing left to gain after fewer"),
  mode: oneOf(modeNames).default("sn-gan"), // what runs did before there was a choice, so that they can go on
  clip: real(0, 1000, { why: "no weight of a network that trains comes near" }),
  lambda: real(0, 1e6, { why: "a larger penalty drowns the loss in float32" }),
  sided: oneOf(["two", "one"]),
  gain: z.boolean({ error: "must be true or false" }),
  width: real(0, 8, { why: "a wider kernel does not fit into the memory of WASM" }),
  latentSize: integer(1, 4096, "a longer one makes the first layer too large for the memory of WASM"),
  batchSize: integer(1, 4096, "a larger batch does not fit into the memory of WASM"),
  nCritic: integer(1, 100, "more would hardly ever train the generator"),
  learningRate: real(0, 1),
  beta1: real(0, 1, { withMin: true, withMax: false }),
  beta2: real(0, 1, { withMin: true, withMax: false }),
  decay: real(0, 1, { withMin: true }),
  steps: integer(1, 999_999, sixDigits),
  maxMinutes: real(0, 100_000, { why: "ten weeks" }),
  seed: integer(0, Number.MAX_SAFE_INTEGER),
  backend: oneOf(backendNames),
  threads: integer(1, 8, "TensorFlow.js takes no more").nullable(),
  checkpointEvery: integer(1, 999_999, sixDigits),
  sampleEvery: integer(1, 999_999, sixDigits),
  certifyEvery: integer(0, 999_999, sixDigits).default(0), // of runs that are older than certificates
  evaluateEvery: integer(0, 999_999, sixDigits).default(0), // of runs that are older than evaluations
  evaluateSamples: integer(10, 1_000_000, "ten splits need ten samples, and a million take a day").default(2000),
};

/** The rules of a complete config; keys that it does not know are errors. */
export const runConfigSchema: z.ZodType<RunConfig> = z.strictObject(shape) as unknown as z.ZodType<RunConfig>; // the record type above keeps the keys complete, but forgets each key's own type

/** The keys of a config, in the order in which they are written. */
export const configKeys: readonly ConfigKey[] = Object.keys(shape) as ConfigKey[]; // the record has exactly these
