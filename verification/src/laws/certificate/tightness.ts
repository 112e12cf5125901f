import * as fc from "fast-check";
import { buildCertifiedCritic } from "../../arbitraries/certified-critic/build-certified-critic.ts";
import type { CertifiedCriticCase, ConvolutionStage, DenseStage } from "../../arbitraries/certified-critic-case.ts";
import { defineLaw, type Law } from "../../kit/define-law.ts";
import { operationConstant } from "../../oracles/operation-constant.ts";
import { normFromBelow } from "../../oracles/norm-from-below.ts";
import type { ReferenceNetwork } from "../../oracles/reference-network.ts";
import type { CertificateSubject } from "./subject.ts";
import { median } from "./support/median.ts";
import { withoutWitness } from "./support/quick-options.ts";

/** Single layers of one kind with normal weights. */
interface BatchCase {
  readonly sizes: readonly number[];
  readonly layer: DenseStage | ConvolutionStage;
  readonly count: number;
  readonly seed: number;
}

const kernel = {
  values: { profile: "normal", scale: 1 },
  hasBias: false,
  activation: "linear",
} as const;

/** How far `upper` may lie above the exact norm in the middle of a batch. */
const DENSE_RATIO = 1.001;
const CONVOLUTION_RATIO = 1.05;

/** Multiply-adds: the explicit matrix of the smaller convolutions, the symbol of the others. */
const MAX_WORK = 3e7;

/** A statistic: a bound of one layer may lie further away. */
export const denseTightness: Law<CertificateSubject> = defineLaw<CertificateSubject, BatchCase>({
  name: "dense-tightness",
  statement: "Of a batch of dense layers the median of upper / norm is at most 1.001, and of norm / lower, too.",
  source: "the bound by Cholesky is right to many digits; one that is not would be another method's",
  share: 0.2,
  cases: fc.record({
    sizes: fc.tuple(fc.integer({ min: 1, max: 24 })),
    layer: fc.record({ stage: fc.constant("dense"), units: fc.integer({ min: 1, max: 24 }), ...constants(kernel) }),
    count: fc.constant(9),
    seed: fc.nat(1e6),
  }),
  labels: ({ sizes: [n = 0], layer }) => ["units" in layer && n < layer.units ? "wide" : "tall"],
  measure: async ({ certify }, given) =>
    tightness(given, certify, (network) => operationConstant(network.operations[0] ?? MISSING).atLeast, DENSE_RATIO),
});

/**
 * On images of 16 × 16 and more, where the factors of grids and of the border are near 1. The norm is bounded from below by
 * the oracle's own power iteration, which can only make the ratio look larger.
 */
export const convolutionTightness: Law<CertificateSubject> = defineLaw<CertificateSubject, BatchCase>({
  name: "convolution-tightness",
  statement: "Of a batch of convolutions on 16 × 16 and larger the median of upper / norm is at most 1.05.",
  source: "zero padding against a circulant: the norms agree up to the border's share",
  share: 0.05,
  cases: fc.record({
    sizes: fc.tuple(fc.integer({ min: 16, max: 20 }), fc.integer({ min: 16, max: 20 }), fc.integer({ min: 1, max: 3 })),
    layer: fc.record({
      stage: fc.constant("convolution"),
      filters: fc.integer({ min: 1, max: 3 }),
      window: fc.integer({ min: 1, max: 4 }),
      stride: fc.integer({ min: 1, max: 2 }),
      padding: fc.constantFrom<"same" | "valid">("same", "valid"),
      dilation: fc.constant(1),
      groups: fc.constant(1),
      ...constants(kernel),
    }),
    count: fc.constant(5),
    seed: fc.nat(1e6),
  }),
  labels: ({ layer }) => ["window" in layer ? `window: ${layer.window}, stride ${layer.stride}` : ""],
  measure: async ({ certify }, given) => tightness(given, certify, normOfFirst, CONVOLUTION_RATIO),
});

function constants<T extends object>(values: T): { [K in keyof T]: fc.Arbitrary<T[K]> } {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, fc.constant(value)])) as never; // key by key
}

const MISSING = { name: "", kind: "", inputs: [], outputs: 0, action: { type: "softmax", size: 1 } } as const;

function normOfFirst({ operations: [first] }: ReferenceNetwork): number {
  return first?.action.type === "linear" ? normFromBelow(first.action.map) : Number.NaN;
}

async function tightness(
  { sizes, layer, count, seed }: BatchCase,
  certify: CertificateSubject["certify"],
  normOf: (network: ReferenceNetwork) => number,
  allowed: number,
): Promise<{ observed: number; allowed: number; what: string }[]> {
  const [uppers, lowers]: [number[], number[]] = [[], []];
  for (let i = 0; i < count; i++) {
    const given: CertifiedCriticCase = { input: sizes, stages: [layer], hasHead: false, seed: seed * count + i };
    const { artifacts, network } = buildCertifiedCritic(given);
    const [first] = (await certify(artifacts, { ...withoutWitness, maxWork: MAX_WORK })).layers;
    const norm = normOf(network);
    uppers.push((first?.upper ?? Number.NaN) / norm);
    lowers.push(norm / (first?.lower ?? Number.NaN));
  }
  return [
    { observed: median(uppers), allowed, what: "median of upper / norm" },
    { observed: median(lowers), allowed, what: "median of norm / lower" },
  ];
}
