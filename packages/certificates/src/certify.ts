import { findMerges } from "./composition/find-merges.ts";
import { type OperationBounds, operationBounds } from "./composition/operation-bounds.ts";
import { propagateBounds } from "./composition/propagate-bounds.ts";
import { slackDown, slackUp } from "./composition/slack.ts";
import {
  type Certificate,
  CERTIFICATE_CLAIM,
  CERTIFICATE_FORMAT,
  CERTIFICATE_VERSION,
  type LocalBound,
} from "./format/certificate.ts";
import { certificateDigest, hashModel } from "./format/hash-model.ts";
import type { ModelArtifacts } from "./format/model-artifacts.ts";
import { localBound } from "./local/local-bound.ts";
import type { Network } from "./network/operation.ts";
import { readNetwork } from "./network/read-network.ts";
import { searchWitness } from "./witness/search-witness.ts";
import { workOfNetwork } from "./witness/work-of-network.ts";

/** How the search for two samples goes. */
export interface WitnessEffort {
  /** How many starts. */
  readonly restarts?: number;
  /** Multiply-adds. */
  readonly work?: number;
  /** Samples to start from, beside random ones. */
  readonly starts?: readonly Float32Array[];
}

/** Options of {@link certify}. */
export interface CertifyOptions {
  /** Shape of one sample, for a model that leaves axes open. */
  readonly inputShape?: readonly number[];
  /** Where the samples of the witness lie; `[-1, 1]` unless given, as of images that a generator with tanh draws. */
  readonly range?: readonly [number, number];
  /** Of the starts of all searches; 0 unless given. */
  readonly seed?: number;
  /** How to search for the witness; `false` for none, and then `lower` is 0. */
  readonly witness?: boolean | WitnessEffort;
  /** A box for a local bound besides. */
  readonly box?: Pick<LocalBound, "low" | "high">;
  /** Multiply-adds for all upper bounds together, shared among the layers; 6e10 unless given, less than a minute. */
  readonly maxWork?: number;
  /** Called after each operation. */
  readonly onLayer?: (done: number, total: number, name: string) => void;
}

/**
 * The Lipschitz constant of a model in the l2 norm, between two ends, with all that is needed to check them.
 *
 * The upper end is sound in float64 with its rounding accounted for: each linear operation by the Cholesky test on its matrix, its
 * symbol or its reshaped kernel, all others by a closed form; chains, sums and concatenations by their rules; and adjacent
 * linear operations and dense networks as wholes where that is smaller. The lower end comes from two samples.
 *
 * @param artifacts - the model in TensorFlow.js's layers format
 * @param options - effort, range and seed
 * @returns the certificate: plain JSON
 * @throws RangeError if the model cannot be read, a layer has no rule or no constant (the message names it), or a constant exceeds float64
 *
 * @example
 * ```ts
 * import { certify, type ModelArtifacts } from "@lipschitz-gan/certificates";
 *
 * const dense = { name: "score", units: 1, use_bias: false, activation: "linear", batch_input_shape: [null, 2] };
 * const model: ModelArtifacts = {
 *   modelTopology: { class_name: "Sequential", config: { name: "critic", layers: [{ class_name: "Dense", config: dense }] } },
 *   weightSpecs: [{ name: "score/kernel", shape: [2, 1], dtype: "float32" }],
 *   weightData: Float32Array.of(3, 4).buffer,
 * };
 * const { lower, upper, layers } = await certify(model);
 * lower > 4.9999 && lower <= 5 && upper >= 5 && upper < 5.0001; // => true
 * layers.map(({ name, method }) => [name, method]); // => [["score", "cholesky"]]
 * ```
 * @see docs/guide/certificates.md, with the mathematics and all references
 */
export async function certify(artifacts: ModelArtifacts, options: CertifyOptions = {}): Promise<Certificate> {
  const { inputShape, range = [-1, 1], seed = 0, witness = true, box, maxWork = MAX_WORK, onLayer } = options;
  const network = readNetwork(artifacts, inputShape === undefined ? {} : { inputShape });
  const hashes = await hashModel(artifacts);
  const nKernels = network.operations.filter(({ action }) => action.type === "convolution").length;
  const share = maxWork / Math.max(1, nKernels);
  const own = boundsOfAll(network, seed, share, onLayer);
  const uppers = own.map(({ upper }) => upper);
  const merges = findMerges(network, uppers, share);
  const bounds = propagateBounds(network.operations, uppers, merges);
  const upper = bounds.at(-1) ?? 1;
  if (!(upper < Infinity)) throw new RangeError(`certify: the bound must be a number of float64, received ${upper}`);
  const found = witness === false ? null : searchWitness(network, { range, seed, ...effortOf(network, witness) });
  const isFound = found !== null && found.lower > 0;
  const body: Omit<Certificate, "digest"> = {
    format: CERTIFICATE_FORMAT,
    version: CERTIFICATE_VERSION,
    norm: "l2",
    claim: CERTIFICATE_CLAIM,
    model: { name: network.name, inputShape: network.inputShape, outputShape: network.outputShape, ...hashes },
    lower: isFound ? slackDown(found.lower) : 0,
    upper,
    layers: network.operations.map(({ name, kind, inputs }, i) => ({
      name,
      kind,
      inputs,
      ...(own[i] ?? { lower: 0, upper: Infinity, method: "rule" }),
      bound: bounds[i] ?? Infinity,
    })),
    merges,
    witness: isFound ? found.witness : null,
    local: box === undefined ? null : boundInBox(network, box, upper),
  };
  return { ...body, digest: await certificateDigest(body) };
}

const MAX_WORK = 6e10;

function boundsOfAll(
  network: Network,
  seed: number,
  maxWork: number,
  onLayer: CertifyOptions["onLayer"],
): readonly OperationBounds[] {
  return network.operations.map((operation, i) => {
    const bounds = operationBounds(operation, { seed, maxWork });
    onLayer?.(i + 1, network.operations.length, operation.name);
    return bounds;
  });
}

/** Unless told otherwise, so much that 64 gradients can be paid for, but some seconds at most. */
function effortOf(network: Network, witness: true | WitnessEffort): WitnessEffort {
  const work = Math.min(8e9, Math.max(5e8, 64 * 2 * workOfNetwork(network)));
  return witness === true ? { work } : { work, ...witness };
}

function boundInBox(network: Network, box: Pick<LocalBound, "low" | "high">, upper: number): LocalBound {
  const local = localBound(network, box, upper);
  if (local.method === "global") return local;
  // Where terms cancel, what is left is as uncertain as they are, and they are of the size of the global bound.
  const claimed = slackUp(local.upper, true) + upper * 2 ** -40;
  return claimed < upper ? { ...local, upper: claimed } : { ...local, upper, method: "global" };
}
