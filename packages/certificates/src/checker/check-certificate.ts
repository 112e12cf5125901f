import type { Certificate, LayerCertificate, MergeCertificate } from "../format/certificate.ts";
import { certificateDigest, hashModel } from "../format/hash-model.ts";
import type { ModelArtifacts } from "../format/model-artifacts.ts";
import { isChainBelow, isConvolutionBelow } from "./chain-test.ts";
import { checkLocal } from "./check-local.ts";
import { checkWitness, directionLower } from "./check-witness.ts";
import { type Operation, sizeOf } from "./operation.ts";
import { readCertificate } from "./read-certificate.ts";
import { type Network, readModel } from "./read-model.ts";
import { demand, lengthUp, overUp, plusUp, Refusal, rootUp, timesUp, type Work } from "./rounding.ts";
import { isSlopesBelow } from "./slopes-test.ts";

/** Whether a certificate is true of a model. */
export interface CheckResult {
  readonly valid: boolean;
  /** Why it is not: the first rule that is broken, with what the certificate says and what was found. */
  readonly reason?: string;
}

/**
 * Decides whether a certificate is true of a model.
 *
 * It shares no code with the program that issues certificates but the format, the hashes among it: it reads the model, and computes or tests
 * every number, by itself, in float64 with bounds on its own rounding, by +, −, ·, / and √ only, so that every engine decides alike.
 *
 * What is checked, in this order: the form of the certificate (read-certificate); that the hashes are the model's; that the layers are the
 * model's (read-model, read-topology, read-weights, read-layer and the files of layers); the ends of each layer and the chains
 * (norm-test, convolution-test, chain-test, slopes-test); the bounds; the two samples (check-witness, evaluate, activations); the local
 * bound (check-local); and the digest. All linear operations are lists of taps (linear-map, geometry).
 *
 * @param certificate - the text of the certificate, or what `JSON.parse` made of it
 * @param artifacts - the model
 * @returns whether it is true, and if not, why; never rejects
 *
 * @example
 * ```ts
 * import { certify, checkCertificate, type ModelArtifacts } from "@lipschitz-gan/certificates";
 *
 * const dense = { name: "score", units: 1, use_bias: false, activation: "linear", batch_input_shape: [null, 2] };
 * const model: ModelArtifacts = {
 *   modelTopology: { class_name: "Sequential", config: { name: "critic", layers: [{ class_name: "Dense", config: dense }] } },
 *   weightSpecs: [{ name: "score/kernel", shape: [2, 1], dtype: "float32" }],
 *   weightData: Float32Array.of(3, 4).buffer,
 * };
 * const certificate = await certify(model);
 * await checkCertificate(certificate, model); // => { valid: true }
 * const { valid, reason = "" } = await checkCertificate({ ...certificate, upper: 4.9 }, model);
 * valid; // => false
 * reason.startsWith("upper must be the bound of the last layer"); // => true
 * ```
 */
export async function checkCertificate(certificate: unknown, artifacts: ModelArtifacts): Promise<CheckResult> {
  try {
    await check(readCertificate(certificate), artifacts);
    return { valid: true };
  } catch (error) {
    if (error instanceof Refusal) return { valid: false, reason: error.message };
    const message = error instanceof Error ? error.message : String(error);
    return { valid: false, reason: `certificate or model cannot be read: ${message}` };
  }
}

async function check(certificate: Certificate, artifacts: ModelArtifacts): Promise<void> {
  const { model, layers, merges } = certificate;
  await checkHashes(model, artifacts);
  const network = readModel(artifacts, model.inputShape);
  checkLayers(certificate, network);
  const work: Work = { left: 1e13 };
  for (const [i, layer] of layers.entries()) {
    const operation = network.operations[i] as Operation; // as many as layers
    checkUpper(layer, operation, work);
    checkLower(layer, operation, work);
  }
  const uses = usesOf(network.operations);
  for (const [i, merge] of merges.entries()) checkMerge(`merges[${i}]`, merge, network.operations, uses, work);
  checkBounds(certificate, network);
  checkWitness(certificate, network, work);
  checkLocal(certificate, network, work);
  const digest = await certificateDigest(certificate);
  demand(digest === certificate.digest, () => `digest must be ${digest}, received ${certificate.digest}`);
}

async function checkHashes(model: Certificate["model"], artifacts: ModelArtifacts): Promise<void> {
  const found = await hashModel(artifacts);
  for (const [i, { name, shape, dtype, sha256 }] of found.weights.entries()) {
    const claimed = model.weights[i];
    demand(claimed?.name === name, () => `model.weights[${i}] must be ${name}, received ${claimed?.name ?? "none"}`);
    demand(
      claimed.shape.join() === shape.join() && claimed.dtype === dtype,
      () =>
        `weight ${name} must be ${dtype} [${shape.join(", ")}], received ${claimed.dtype} [${claimed.shape.join(", ")}]`,
    );
    demand(claimed.sha256 === sha256, () => `weight ${name} must have the hash ${sha256}, received ${claimed.sha256}`);
  }
  const [expected, received] = [found.weights.length, model.weights.length];
  demand(expected === received, () => `model.weights must have ${expected} entries, received ${received}`);
  demand(
    found.sha256 === model.sha256,
    () => `the model's topology and weights must have the hash ${found.sha256}, received ${model.sha256}`,
  );
}

/** The layers must be the model's operations, one for one. */
function checkLayers({ model, layers }: Certificate, { name, operations }: Network): void {
  demand(model.name === name, () => `model.name must be ${name}, received ${model.name}`);
  demand(
    layers.length === operations.length,
    () => `layers must be the model's ${operations.length} operations, received ${layers.length}`,
  );
  for (const [i, operation] of operations.entries()) {
    const layer = layers[i] as LayerCertificate; // as many
    for (const key of ["name", "kind"] as const) {
      demand(
        layer[key] === operation[key],
        () => `${key} of layers[${i}] must be ${operation[key]}, received ${layer[key]}`,
      );
    }
    demand(
      layer.inputs.join() === operation.inputs.join(),
      () =>
        `inputs of layer ${layer.name} must be [${operation.inputs.join(", ")}], received [${layer.inputs.join(", ")}]`,
    );
  }
  const shape = operations.at(-1)?.shape ?? [];
  demand(
    model.outputShape.join() === shape.join(),
    () => `model.outputShape must be [${shape.join(", ")}], received [${model.outputShape.join(", ")}]`,
  );
}

function checkUpper(layer: LayerCertificate, operation: Operation, work: Work): void {
  const { name, upper, method, grid } = layer;
  demand(
    (method === "fourier") === (grid !== undefined),
    () => `layer ${name} must have a grid just where its method is fourier, received method ${method}`,
  );
  const { convolution, isVaried } = operation;
  if (convolution === null) {
    demand(method === "rule", () => `method of layer ${name}, a ${operation.kind}, must be rule, received ${method}`);
    const least = isVaried ? (operation.upper ?? Infinity) : 0; // what depends on fixed inputs only is constant
    demand(upper >= least, () => `upper of layer ${name} must be at least ${least}, by its rule, received ${upper}`);
    return;
  }
  if (!isVaried && method === "rule") return;
  demand(
    method === "cholesky" || method === "fourier" || method === "reshaped",
    () => `method of layer ${name}, a ${operation.kind}, must be cholesky, fourier or reshaped, received ${method}`,
  );
  demand(
    isConvolutionBelow(convolution, [operation], { method, grid, upper }, work),
    () =>
      `upper of layer ${name} must be an upper bound of its norm by method ${method}, received ${upper}, which the test does not confirm`,
  );
}

function checkLower(layer: LayerCertificate, operation: Operation, work: Work): void {
  const { name, lower, upper, direction } = layer;
  demand(lower <= upper, () => `lower of layer ${name} must be at most upper ${upper}, received ${lower}`);
  const most = direction === undefined ? operation.lower : directionLower(name, direction, operation, work);
  const how = direction === undefined ? "by its rule" : "by its direction";
  demand(lower <= most, () => `lower of layer ${name} must be at most ${most}, ${how}, received ${lower}`);
}

/** How many inputs of operations each operation is; the last one is the model's output and inside no chain. */
function usesOf(operations: readonly Operation[]): readonly number[] {
  const uses = Array.from({ length: operations.length + 1 }, () => 0);
  for (const { inputs } of operations) for (const input of inputs) uses[input] = (uses[input] ?? 0) + 1;
  return uses;
}

/** A chain is fed by one operation after the other, and nothing else may depend on what is inside. */
function checkMerge(
  where: string,
  merge: MergeCertificate,
  operations: readonly Operation[],
  uses: readonly number[],
  work: Work,
): void {
  const { chain, method, grid, multipliers, upper } = merge;
  demand(chain.length >= 2, () => `chain of ${where} must have two or more operations, received ${chain.length}`);
  const found = chain.map((index) => operations[index - 1]);
  const inside = found.map((operation, i) => {
    demand(operation !== undefined, () => `chain of ${where} must have operations of the model, received ${chain[i]}`);
    demand(
      operation.inputs.length === 1 && (i === 0 || operation.inputs[0] === chain[i - 1]),
      () => `chain of ${where} must have each operation fed by the one before only, but ${operation.name} is not`,
    );
    return operation;
  });
  for (const index of chain.slice(0, -1)) {
    demand(
      uses[index] === 1,
      () => `operation ${index} inside ${where} must feed the next one only, but feeds ${uses[index]}`,
    );
  }
  demand(
    (method === "fourier") === (grid !== undefined) && (method === "slopes") === (multipliers !== undefined),
    () => `${where} must have a grid just for fourier and multipliers just for slopes, received method ${method}`,
  );
  const isBelow =
    multipliers === undefined
      ? isChainBelow(inside, { method, grid, upper }, work)
      : isSlopesBelow(inside, multipliers, upper, work);
  demand(
    isBelow,
    () =>
      `upper of ${where} must be an upper bound of the chain by method ${method}, received ${upper}, which the test does not confirm`,
  );
}

/** Each bound is what its inputs' bounds make, or what a chain makes of the bound of its input, whichever is smaller. */
function checkBounds({ layers, merges, upper, lower }: Certificate, { operations }: Network): void {
  const boundOf = (index: number): number => (index === 0 ? 1 : (layers[index - 1]?.bound ?? Infinity));
  const ending = new Map<number, MergeCertificate[]>();
  for (const merge of merges) {
    const last = merge.chain.at(-1) ?? 0;
    ending.set(last, [...(ending.get(last) ?? []), merge]);
  }
  for (const [i, operation] of operations.entries()) {
    const { name, upper: own, bound } = layers[i] as LayerCertificate; // as many
    const ways = (ending.get(i + 1) ?? []).map((merge) =>
      timesUp(merge.upper, boundOf(operations[(merge.chain[0] ?? 0) - 1]?.inputs[0] ?? 0)),
    );
    const least = Math.min(plainBound(operation, own, operation.inputs.map(boundOf)), ...ways);
    demand(bound >= least, () => `bound of layer ${name} must be at least ${least}, received ${bound}`);
  }
  const last = boundOf(layers.length);
  demand(upper === last, () => `upper must be the bound of the last layer, ${last}, received ${upper}`);
  demand(lower <= upper, () => `lower must be at most upper ${upper}, received ${lower}`);
}

/**
 * One input: product. Branches of the same input: a sum moves by the sum of what they move by, and what holds them side by side, or takes one of them
 * in each entry, by the root of the sum of squares. Broadcasting repeats all entries of a branch equally often.
 */
function plainBound(
  { action, inputShapes, shape, isVaried }: Operation,
  upper: number,
  bounds: readonly number[],
): number {
  if (!isVaried) return 0;
  switch (action.type) {
    case "concatenation":
      return lengthUp(bounds);
    case "product":
      return timesUp(upper, bounds[action.varied] ?? Infinity);
    case "merge": {
      const branches = bounds.map((bound, i) => timesUp(rootUp(sizeOf(shape) / sizeOf(inputShapes[i] ?? [])), bound));
      if (action.how === "Maximum" || action.how === "Minimum") return lengthUp(branches);
      const sum = branches.reduce(plusUp, 0);
      return action.how === "Average" ? overUp(sum, branches.length) : sum;
    }
    default:
      return timesUp(upper, bounds[0] ?? Infinity);
  }
}
