import type { Certificate, MergeCertificate, UpperMethod } from "@lipschitz-gan/certificates";
import type { RandomStream } from "@lipschitz-gan/core";
import { composedBounds } from "../../../oracles/composed-bounds.ts";
import { operationConstant } from "../../../oracles/operation-constant.ts";
import type { ReferenceNetwork } from "../../../oracles/reference-network.ts";
import type { CertificateChange } from "./certificate-change.ts";
import { constantOfChain } from "./chain-constant.ts";

/**
 * A claim that is false by little or by a lot, and everything else in accordance with it: a constant of a layer below the exact one, by any
 * method and on any grid. What a checker's test of that method lets through passes as a whole.
 *
 * @param certificate - a valid one
 * @param random - which layer
 * @param network - the model, whose constants are known to the oracles
 */
export const forgedLayer: CertificateChange = (certificate, random, network) => {
  const at = random.int(certificate.layers.length);
  const atLeast = knownConstants(network)[at] ?? 0;
  if (atLeast === 0) return null;
  const upper = atLeast * littleLess(random);
  const layers = certificate.layers.map((layer, i) => {
    if (i !== at) return layer;
    const { grid: _grid, ...rest } = layer;
    const method: UpperMethod = layer.method === "rule" ? "rule" : methodOf(random);
    const lower = Math.min(layer.lower, upper);
    return { ...rest, lower, upper, method, ...(method === "fourier" && { grid: gridFor(layer.kind, random) }) };
  });
  return {
    what: `upper of ${layers[at]?.name} as ${upper}, by ${layers[at]?.method}`,
    changed: inAccordance({ ...certificate, layers, merges: [] }, network),
  };
};

/**
 * A chain of operations with a constant that is false by little or by a lot, or that is no chain, and everything else in accordance with it.
 *
 * @param certificate - a valid one
 * @param random - which chain
 * @param network - the model
 */
export const forgedMerge: CertificateChange = (certificate, random, network) => {
  const chain = chainIn(network, random);
  const constant = isPath(chain, network)
    ? constantOfChain(chain, network.operations)
    : chain.reduce((product, index) => product * (certificate.layers[index - 1]?.upper ?? 1), 0.5);
  if (!(constant > 0 && constant < Infinity)) return null;
  const method = random.uniform() < 0.6 ? "cholesky" : methodOf(random);
  const upper = constant * (random.uniform() < 0.5 ? littleLess(random) : 1 + 2 ** -20);
  const kind = certificate.layers[(chain[0] ?? 0) - 1]?.kind ?? "";
  const merge: MergeCertificate = {
    chain,
    upper,
    method,
    ...(method === "fourier" && { grid: gridFor(kind, random) }),
  };
  return {
    what: `chain ${chain.join(", ")} as ${upper}, by ${method}`,
    changed: inAccordance({ ...certificate, merges: [...certificate.merges, merge] }, network),
  };
};

const METHODS = ["cholesky", "fourier", "reshaped"] as const;

function methodOf(random: RandomStream): (typeof METHODS)[number] {
  return METHODS[random.int(METHODS.length)] ?? "cholesky";
}

/** Frequencies along each axis: as few or as many as a picture of the critics has pixels. */
function gridFor(kind: string, random: RandomStream): readonly number[] {
  const axes = kind === "Conv1D" ? 1 : kind === "Dense" ? random.int(3) : 2;
  return Array.from({ length: axes }, () => 1 + random.int(MOST_FREQUENCIES));
}

const MOST_FREQUENCIES = 9;

/** A factor below 1, by a half or by next to nothing. */
function littleLess(random: RandomStream): number {
  return 1 - 2 ** -(1 + random.int(random.uniform() < 0.5 ? 6 : 40));
}

/** Whether each operation has one input, the one before. */
function isPath(chain: readonly number[], { operations }: ReferenceNetwork): boolean {
  return chain.every((index, k) => {
    const inputs = operations[index - 1]?.inputs ?? [];
    return inputs.length === 1 && (k === 0 || inputs[0] === chain[k - 1]);
  });
}

/** Two or three operations, mostly each fed by the one before. */
function chainIn({ operations }: ReferenceNetwork, random: RandomStream): readonly number[] {
  const last = 1 + random.int(operations.length);
  const isLoose = random.uniform() < 0.2;
  return Array.from({ length: 1 + random.int(2) }).reduce<readonly number[]>(
    (chain) => {
      const before = isLoose ? 1 + random.int(operations.length) : operations[(chain[0] ?? 0) - 1]?.inputs[0];
      return before === undefined || before === 0 ? chain : [before, ...chain];
    },
    [last],
  );
}

/** Bounds that follow from the claims, with room for rounding. */
function inAccordance(certificate: Certificate, network: ReferenceNetwork): Certificate {
  const bounds = [1];
  const layers = certificate.layers.map((layer, i) => {
    const operation = network.operations[i];
    if (operation === undefined) return layer;
    const inputs = operation.inputs.map((input) => bounds[input] ?? Number.NaN);
    const plain = boundOfOne(operation, inputs, layer.upper);
    const merged = certificate.merges
      .filter(({ chain }) => chain.at(-1) === i + 1)
      .map(
        ({ chain, upper }) => upper * (bounds[network.operations[(chain[0] ?? 0) - 1]?.inputs[0] ?? -1] ?? Infinity),
      );
    const bound = Math.min(plain, ...merged) * (1 + 2 ** -40);
    bounds.push(bound);
    return { ...layer, bound };
  });
  const upper = bounds.at(-1) ?? Number.NaN;
  const lower = Math.min(certificate.lower, upper);
  return { ...certificate, layers, upper, lower, local: null };
}

/**
 * The bound of one operation whose inputs have given bounds.
 *
 * @param operation - the operation
 * @param inputs - bounds of its inputs
 * @param constant - its own constant
 */
export function boundOfOne(
  operation: ReferenceNetwork["operations"][number],
  inputs: readonly number[],
  constant: number,
): number {
  const scalings = inputs.map((_, i) => ({ ...SCALING, name: `input ${i}`, inputs: [0] }));
  const last = { ...operation, inputs: inputs.map((_, i) => i + 1) };
  const network = { inputShape: [], outputShape: [], operations: [...scalings, last] };
  return composedBounds(network, [...inputs, constant]).at(-1) ?? Number.NaN;
}

const SCALING = { kind: "", outputs: 1, action: { type: "softmax", size: 1 } } as const;

/** Of each operation what its constant is at least. */
function knownConstants(network: ReferenceNetwork): readonly number[] {
  const known = constants.get(network) ?? network.operations.map((operation) => operationConstant(operation).atLeast);
  constants.set(network, known);
  return known;
}

const constants = new WeakMap<ReferenceNetwork, readonly number[]>();
