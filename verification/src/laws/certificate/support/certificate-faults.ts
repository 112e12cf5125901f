import {
  type Certificate,
  CERTIFICATE_CLAIM,
  CERTIFICATE_FORMAT,
  CERTIFICATE_VERSION,
  canonicalJson,
  certificateDigest,
  hashModel,
  type MergeCertificate,
} from "@lipschitz-gan/certificates";
import type { CertifiedCritic } from "../../../arbitraries/certified-critic/build-certified-critic.ts";
import { product } from "../../../oracles/convolution-entries.ts";
import { evaluationError } from "../../../oracles/network-constant.ts";
import { operationConstant } from "../../../oracles/operation-constant.ts";
import { type ReferenceNetwork, referenceOutput } from "../../../oracles/reference-network.ts";
import { decodedSample } from "../witnesses.ts";
import { constantOfChain } from "./chain-constant.ts";
import { boundOfOne } from "./forgeries.ts";
import { distanceOf, measuredPairs, pairAgainst } from "./slopes.ts";

/** How far a product of a few float64 numbers may be off where it is recomputed. */
const ROUNDING = 2 ** -46;

/**
 * What is false in a certificate, as far as the oracles can tell: every number is held against the explicit matrices and the
 * definitions of the model's layers, and nothing is taken from another certificate.
 *
 * @param certificate - well formed or not
 * @param critic - the model
 * @returns a sentence for each falsehood; none for a true certificate
 */
export async function certificateFaults(certificate: Certificate, critic: CertifiedCritic): Promise<readonly string[]> {
  try {
    return [
      ...(await identityFaults(certificate, critic)),
      ...layerFaults(certificate, critic.network),
      ...boundFaults(certificate, critic.network),
      ...certificate.merges.flatMap((merge) => mergeFaults(merge, critic.network)),
      ...witnessFaults(certificate, critic.network),
      ...localFaults(certificate, critic.network),
    ];
  } catch (error) {
    return [`it cannot be read: ${String(error)}`];
  }
}

async function identityFaults(certificate: Certificate, { artifacts, network }: CertifiedCritic): Promise<string[]> {
  const { model } = certificate;
  const hashes = await hashModel(artifacts);
  const expected = { ...hashes, name: "critic", inputShape: network.inputShape, outputShape: network.outputShape };
  const constants = [
    [certificate.format, CERTIFICATE_FORMAT],
    [certificate.version, CERTIFICATE_VERSION],
    [certificate.norm, "l2"],
    [certificate.claim, CERTIFICATE_CLAIM],
    [canonicalJson(model), canonicalJson(expected)],
    [certificate.digest, await certificateDigest(certificate)],
    [Object.keys(certificate).toSorted().join(" "), KEYS],
  ] as const;
  return constants.flatMap(([received, wanted]) =>
    received === wanted ? [] : [`${String(received)} is not ${wanted}`],
  );
}

const KEYS = "claim digest format layers local lower merges model norm upper version witness";

function layerFaults({ layers }: Certificate, { operations }: ReferenceNetwork): string[] {
  if (layers.length !== operations.length) return [`${layers.length} layers are not ${operations.length}`];
  return layers.flatMap(({ name, kind, inputs, lower, upper }, i) => {
    const operation = operations[i];
    if (operation === undefined) return [];
    const { atLeast, atMost } = operationConstant(operation);
    const isSame = name === operation.name && kind === operation.kind && String(inputs) === String(operation.inputs);
    return [
      ...(isSame ? [] : [`${name} ${kind} of ${inputs.join(", ")} is not ${operation.name} ${operation.kind}`]),
      ...(upper >= atLeast ? [] : [`${name}: upper ${upper} is below ${atLeast}`]),
      ...(lower <= atMost && lower >= 0 ? [] : [`${name}: lower ${lower} is above ${atMost}`]),
    ];
  });
}

/** Claimed bounds against those that follow from the claims before them. */
function boundFaults({ layers, merges, upper, lower }: Certificate, { operations }: ReferenceNetwork): string[] {
  const claimed = [1, ...layers.map(({ bound }) => bound)];
  const faults = layers.flatMap(({ name, bound, upper: constant }, i) => {
    const operation = operations[i];
    if (operation === undefined) return [`${name} is no operation`];
    // One operation alone, on inputs that have the claimed bounds.
    const inputs = operation.inputs.map((input) => claimed[input] ?? Number.NaN);
    const plain = boundOfOne(operation, inputs, constant);
    const merged = merges
      .filter(({ chain }) => chain.at(-1) === i + 1)
      .map(({ chain, upper: ofChain }) => ofChain * (claimed[operations[(chain[0] ?? 0) - 1]?.inputs[0] ?? -1] ?? Number.NaN)); // prettier-ignore
    const needed = Math.min(plain, ...merged) * (1 - ROUNDING);
    return bound >= needed ? [] : [`${name}: bound ${bound} is below ${needed}`];
  });
  const last = layers.at(-1)?.bound;
  return [
    ...faults,
    ...(upper === last ? [] : [`upper ${upper} is not the last bound ${last}`]),
    ...(lower <= upper && lower >= 0 ? [] : [`lower ${lower} is not in [0, upper]`]),
  ];
}

function mergeFaults({ chain, upper }: MergeCertificate, { operations }: ReferenceNetwork): string[] {
  const isPath = chain.every((index, k) => {
    const users = operations.filter(({ inputs }) => inputs.includes(index));
    const isLast = k === chain.length - 1;
    const inputs = operations[index - 1]?.inputs ?? [];
    const follows = k === 0 ? inputs.length === 1 : String(inputs) === String([chain[k - 1]]);
    return follows && (isLast || (users.length === 1 && index !== operations.length));
  });
  if (!isPath || chain.length === 0) return [`${chain.join(", ")} is no path`];
  const atLeast = constantOfChain(chain, operations);
  return upper >= atLeast ? [] : [`chain ${chain.join(", ")}: upper ${upper} is below ${atLeast}`];
}

function witnessFaults({ lower, witness }: Certificate, network: ReferenceNetwork): string[] {
  if (lower === 0 && witness === null) return [];
  if (witness === null) return [`lower ${lower} has no witness`];
  const [x, y] = [decodedSample(witness.x), decodedSample(witness.y)];
  const size = product(network.inputShape);
  if (x.length !== size || y.length !== size) return ["the witness has samples of another shape"];
  const [low, high] = witness.range;
  const isInside = [...x, ...y].every((value) => value >= low && value <= high && Number.isFinite(value));
  const error = evaluationError(network);
  const rise = distanceOf(referenceOutput(network, x), referenceOutput(network, y)) + error(x) + error(y);
  const shown = rise * (1 + ROUNDING);
  return [
    ...(isInside ? [] : ["the witness leaves its range"]),
    ...(lower * distanceOf(x, y) <= shown ? [] : [`the witness shows ${shown / distanceOf(x, y)}, not ${lower}`]),
  ];
}

function localFaults({ local, upper }: Certificate, network: ReferenceNetwork): string[] {
  if (local === null) return [];
  if (local.method === "global") return local.upper >= upper ? [] : [`local upper ${local.upper} is below ${upper}`];
  const size = product(network.inputShape);
  const ends = [local.low, local.high].map((end) => (typeof end === "number" ? new Float64Array(size).fill(end) : Float64Array.from(end))); // prettier-ignore
  const [low = new Float64Array(0), high = new Float64Array(0)] = ends;
  if (low.length !== size || high.length !== size || !low.every((value, i) => value <= (high[i] ?? Number.NaN))) {
    return ["the box is none"];
  }
  const entries = size + product(network.outputShape);
  const pairs = measuredPairs(network, 1, 12, low, high).map((pair) => pairAgainst(pair, local.upper, entries, ""));
  const steeper = pairs.filter(({ observed, allowed }) => !(observed <= allowed)).length;
  return steeper === 0 ? [] : [`${steeper} pairs in the box are steeper than ${local.upper}`];
}
