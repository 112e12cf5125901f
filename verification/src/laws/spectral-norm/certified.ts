import { windowOverlap } from "@lipschitz-gan/certificates";
import { compose, type LipschitzConstraint, statelessBinding, unconstrained } from "@lipschitz-gan/core";
import * as tf from "@tensorflow/tfjs-core";
import * as fc from "fast-check";
import { squareSum } from "../../arbitraries/rows.ts";
import { defineLaw, type Law } from "../../kit/define-law.ts";
import { svd } from "../../oracles/svd.ts";
import { joined } from "../power-iteration/support/joined.ts";
import { values } from "../power-iteration/support/tensors.ts";
import { canReadAtOnce } from "../weights/can-read-at-once.ts";
import { countDifferent, svdError, tiny32, u32 } from "../weights/rounding.ts";
import { dividesByEstimate, type SpectralNormFactory } from "./subject.ts";
import { kernelOf, movedKernel, showKernel, type StagedCase, stagedCase, stagedLabels } from "./support/kernel-case.ts"; // prettier-ignore
import { type ViewedKernel, viewedBlocks } from "./support/matrix-view.ts";
import { assign, barOf, oneLayer } from "./support/one-layer.ts";

const isCertified = (subject: SpectralNormFactory): boolean => !dividesByEstimate(subject);

interface CertifiedCase extends StagedCase {
  readonly k: number;
}

const certifiedCase = (): fc.Arbitrary<CertifiedCase> =>
  joined(stagedCase({ scales: "all" }), fc.record({ k: fc.constantFrom(1, 3, 0.7, 2 ** -40, 2 ** 40) }));

/** `W̄` of a subject at the stage of a case. */
async function barAt(
  subject: SpectralNormFactory,
  given: CertifiedCase,
): Promise<{ readonly kernel: ViewedKernel; readonly bar: readonly number[] }> {
  const first = kernelOf(given.weight, subject);
  const model = oneLayer(first, subject.make({ k: given.k }), given.seed);
  if (given.stage !== "at once") for (let i = 0; i < given.updates; i++) model.critic.update();
  const kernel = given.stage === "moved since" ? grownKernel(first) : first;
  assign(model, kernel);
  return { kernel, bar: await barOf(model) };
}

/** Another kernel, with another norm: read backwards and with the other sign alone, the norm of a matrix would be the same. */
function grownKernel(kernel: ViewedKernel): ViewedKernel {
  const moved = movedKernel(kernel);
  return { ...moved, values: moved.values.map((x) => 3 * x) };
}

/** The norm of the layer's map with other entries, the largest over its blocks, and by how much that may be off, relative to it. */
function normOf(kernel: ViewedKernel, entries: readonly number[]): { readonly norm: number; readonly error: number } {
  const blocks = viewedBlocks(kernel, entries);
  return {
    norm: Math.max(...blocks.map((block) => svd(block).sigmas[0] ?? Number.NaN)),
    error: Math.max(...blocks.map((block) => svdError(block.length, block[0]?.length ?? 0))),
  };
}

/** Nothing is allowed but what the oracle may be off by: the entries of W̄ are taken as they are, rounded. */
export const neverAbove: Law<SpectralNormFactory> = defineLaw<SpectralNormFactory, CertifiedCase>({
  name: "never-above",
  statement:
    "The norm of the layer's linear map with W̄ is at most its share of k, with nothing allowed for rounding: at once, after updates, and when W has moved since.",
  source: "the guarantee; the map by loops from its definition, its norm by SVD in float64",
  appliesTo: isCertified,
  cases: certifiedCase,
  labels: stagedLabels,
  show: showKernel,
  measure: async (subject, given) => {
    const { kernel, bar } = await barAt(subject, given);
    const { norm, error } = normOf(kernel, bar);
    return [{ observed: norm / given.k - 1, allowed: error, what: "‖T(W̄)‖ / share - 1" }];
  },
});

/** How tight the bound on a matrix is that is decomposed; that of `matrixUpper`, with room. */
const TIGHT = 1e-6;

/**
 * A dense layer's bound is as tight as that of a matrix, and then only rounding is lost: what W̄ is enlarged by, and its
 * own, twice
 * `√κ δ ‖W‖_F / ‖T‖`, with 2^-149 for an entry that is subnormal. The bound of a convolution may be that of the reshaped
 * kernel: at most √κ times too large, κ being the most windows that meet one entry.
 */
export const notFarBelow: Law<SpectralNormFactory> = defineLaw<SpectralNormFactory, CertifiedCase>({
  name: "not-far-below",
  statement:
    "The norm of the layer's linear map with W̄ is near its share of k in a dense layer, and in a convolution not below what the reshaped kernel gives.",
  source: "what is proven is to be of use: a bound by the Frobenius norm would be as true",
  appliesTo: isCertified,
  cases: certifiedCase,
  labels: stagedLabels,
  show: showKernel,
  measure: async (subject, given) => {
    const { kernel, bar } = await barAt(subject, given);
    const { norm, error } = normOf(kernel, Array.from(kernel.values));
    const overlap = overlapOf(kernel);
    const length = Math.sqrt(squareSum([Array.from(kernel.values, (x) => x / norm)]));
    fc.pre(norm > 0 && length < 100); // else the entries that meet no image decide
    const rounding = Math.sqrt(overlap) * (2.1 * u32 * length + (4 * Math.sqrt(bar.length) * tiny32) / given.k);
    const least = (1 - TIGHT - rounding - error) / Math.sqrt(overlap);
    return [{ observed: 1 - normOf(kernel, bar).norm / given.k, allowed: 1 - least, what: "1 - ‖T(W̄)‖ / share" }];
  },
});

/** The most windows that meet one entry. */
function overlapOf({ place }: ViewedKernel): number {
  if (place === undefined) return 1;
  return place.window.reduce((product, size) => product * windowOverlap(size, place.stride, place.dilation), 1);
}

/** Leaves what it is given as it is, in a tensor of its own. */
const copies: LipschitzConstraint = {
  name: "copies",
  guarantee: { statement: "Nothing changes.", promises: [] },
  bind: () => statelessBinding({ parametrize: (_weight, value) => tf.mul(value, 1) }),
};

/** Whatever has been before: the same bits. */
export const ofTheValueAlone: Law<SpectralNormFactory> = defineLaw<SpectralNormFactory, CertifiedCase>({
  name: "of-the-value-alone",
  statement:
    "W̄ follows from W alone, to the bit: not from start vectors, updates, kernels before, or the constraints before that gave W; and a baked model has it.",
  source: "what is said to hold always holds between an update and the next, for a state that is never moved",
  share: 0.5,
  appliesTo: isCertified,
  cases: certifiedCase,
  labels: stagedLabels,
  show: showKernel,
  measure: async (subject, given) => {
    const { kernel, bar } = await barAt(subject, given);
    const other = oneLayer(grownKernel(kernel), subject.make({ k: given.k, powerIterations: 2 }), given.seed + 1);
    await barOf(other);
    assign(other, kernel);
    // On WebGPU mode "certified" takes a kernel as it is, and refuses one that a constraint has computed.
    const before = canReadAtOnce() ? copies : unconstrained();
    const composed = oneLayer(kernel, compose(before, subject.make({ k: given.k })), given.seed);
    const found = {
      "of another state": await barOf(other),
      "after a constraint that changes nothing": await barOf(composed),
      "read again": await barOf(composed),
      "of the baked model": await bakedKernel(composed),
    };
    return Object.entries(found).map(([what, entries]) => ({
      observed: countDifferent(bar, entries),
      allowed: 0,
      what: `entries of W̄ that differ ${what}`,
    }));
  },
});

async function bakedKernel({ critic }: Pick<ReturnType<typeof oneLayer>, "critic">): Promise<number[]> {
  const model = await critic.bake();
  return values(model.getWeights()[0]!); // one layer without bias
}
