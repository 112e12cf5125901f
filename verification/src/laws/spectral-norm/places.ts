import { constrain, createRng } from "@lipschitz-gan/core";
import * as tf from "@tensorflow/tfjs-core";
import * as tfl from "@tensorflow/tfjs-layers";
import * as fc from "fast-check";
import type { KernelCase } from "../../arbitraries/kernel-case.ts";
import type { Rows } from "../../arbitraries/rows.ts";
import { defineLaw, type Law } from "../../kit/define-law.ts";
import { explicitOperator } from "../../oracles/explicit-operator.ts";
import { known } from "../power-iteration/support/matrix-run.ts";
import { divisionRoundings, gamma } from "../power-iteration/support/roundoff.ts";
import { values } from "../power-iteration/support/tensors.ts";
import { svdError } from "../weights/rounding.ts";
import { leastEstimate, mostEstimate } from "./norm-in-envelope.ts";
import { dividesByEstimate, isReshaped, type SpectralNormFactory } from "./subject.ts";

interface PlacesCase {
  /** Height and width of the images at the first place; at the second they are smaller. */
  readonly image: readonly [number, number];
  readonly smaller: readonly [number, number];
  readonly window: readonly [number, number];
  readonly channels: number;
  readonly entries: readonly number[];
  readonly comesFirst: "larger" | "smaller";
  readonly rounds: number;
  readonly seed: number;
}

/** So many that what they find without a gap is within some hundredths. */
const ROUNDS = 30;

/**
 * On images of one stride and padded, the smaller place is a part of the larger one, whose norm is the larger. What is
 * allowed is what
 * `norm-in-envelope` allows, the least estimate being the largest over both places.
 */
export const everyPlace: Law<SpectralNormFactory> = defineLaw<SpectralNormFactory, PlacesCase>({
  name: "every-place",
  statement:
    "A layer that meets images of two sizes is normalised by the larger of its two norms, whichever comes first in the model.",
  source: "the norm of a convolution grows with its image; a pair of vectors for each place",
  share: 0.3,
  appliesTo: (subject) => !isReshaped(subject),
  cases: fc.record({
    image: fc.tuple(fc.integer({ min: 2, max: 4 }), fc.integer({ min: 2, max: 4 })),
    smaller: fc.tuple(fc.integer({ min: 1, max: 2 }), fc.integer({ min: 1, max: 2 })),
    window: fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 3 })),
    channels: fc.integer({ min: 1, max: 2 }),
    entries: fc.array(fc.integer({ min: -3, max: 3 }), { minLength: 1, maxLength: 7 }),
    comesFirst: fc.constantFrom("larger", "smaller"),
    rounds: fc.constantFrom(ROUNDS, ROUNDS / 2),
    seed: fc.nat(1e6),
  }),
  labels: ({ comesFirst, window }) => [`first: ${comesFirst}`, `window: ${window.every((n) => n === 1) ? "one place" : "several places"}`], // prettier-ignore
  measure: async (subject, given) => {
    const places = [given.image, given.smaller].map((image) => placeOf(given, image));
    const blocks = places.map((place) => known(explicitOperator(place).matrix));
    const sigma1 = Math.max(...blocks.map((block) => block.sigma1));
    fc.pre(sigma1 > 0 && given.entries.some((entry) => entry !== 0));
    const model = twoPlaces(given);
    const critic = constrain(model, subject.make({ powerIterations: given.rounds }), { rng: createRng(given.seed) });
    const starts = await Promise.all(blocks.map(({ matrix }) => startOf(critic.state(), matrix)));
    critic.update();
    const [weight] = critic.weights as [(typeof critic.weights)[0]]; // of one layer
    const bar = await values(critic.forward((pass) => tf.clone(pass.weight(weight))));
    const found = places.map(
      (place) => known(explicitOperator({ ...place, entries: { integers: bar } }).matrix).sigma1,
    );
    const oracle = Math.max(...blocks.map(({ matrix }) => svdError(matrix.length, matrix[0]?.length ?? 0)));
    if (!dividesByEstimate(subject)) {
      return found.map((norm, i) => ({ observed: norm - 1, allowed: oracle, what: `‖T(W̄)‖ - 1 at the ${i === 0 ? "larger" : "smaller"} place` })); // prettier-ignore
    }
    const least = Math.max(...blocks.map((block, i) => leastEstimate(block, starts[i] ?? [], given.rounds) / sigma1));
    const most = Math.max(...blocks.map((block) => mostEstimate(block) / sigma1));
    const ofEntries =
      Math.max(...blocks.map(({ matrix }) => gamma(2 * divisionRoundings() + 1) * frobenius(matrix))) / sigma1;
    return [
      {
        observed: Math.max(...found) - 1,
        allowed: (1 + ofEntries) / Math.max(0, least) - 1,
        what: "the larger ‖T(W̄)‖ - 1",
      },
      { observed: 1 - Math.max(...found), allowed: 1 - (1 - ofEntries) / most, what: "1 - the larger ‖T(W̄)‖" },
    ];
  },
});

function placeOf({ window, channels, entries }: PlacesCase, image: readonly [number, number]): KernelCase {
  const shared = { kind: "conv", stride: 1, dilation: 1, padding: "same", groups: 1 } as const;
  return { ...shared, window, image, inputs: channels, outputs: channels, entries: { integers: entries } };
}

/** One convolution twice, with a piece of the image cut out, or zeros put around it, between. */
function twoPlaces({ image, smaller, window, channels, entries, comesFirst }: PlacesCase): tfl.LayersModel {
  const [height, width] = image.map((size, axis) => Math.max(0, size - (smaller[axis] ?? 0))) as [number, number];
  const between: [[number, number], [number, number]] = [
    [0, height],
    [0, width],
  ];
  const isLargerFirst = comesFirst === "larger";
  const input = tfl.input({ shape: [...(isLargerFirst ? image : smaller), channels] });
  const shared = tfl.layers.conv2d({ name: "shared", filters: channels, kernelSize: [...window], padding: "same", useBias: false }); // prettier-ignore
  const resized = isLargerFirst
    ? tfl.layers.cropping2D({ cropping: between })
    : tfl.layers.zeroPadding2d({ padding: between });
  const outputs = shared.apply(resized.apply(shared.apply(input))) as tfl.SymbolicTensor; // one output
  const model = tfl.model({ inputs: input, outputs });
  const shape = [...window, channels, channels];
  const length = shape.reduce((product, n) => product * n, 1);
  model.setWeights([
    tf.tensor(
      Float32Array.from({ length }, (_, i) => entries[i % entries.length] ?? 0),
      shape,
    ),
  ]);
  return model;
}

/** The u of the state that is as long as a matrix has rows. */
async function startOf(state: Readonly<Record<string, tf.Variable>>, matrix: Rows): Promise<readonly number[]> {
  const found = Object.entries(state).find(([name, { size }]) => /\/u(_\d+)?$/.test(name) && size === matrix.length);
  if (found === undefined) throw new RangeError(`state must have a u of ${matrix.length} entries, received ${Object.keys(state).join(", ")}`); // prettier-ignore
  return values(found[1]);
}

function frobenius(matrix: Rows): number {
  return Math.hypot(...matrix.flat());
}
