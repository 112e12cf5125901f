import { enclose } from "./evaluation/enclose.ts";
import type { ModelArtifacts } from "./format/model-artifacts.ts";
import { readNetwork } from "./network/read-network.ts";

/** Two batches and what bounds the critic. */
export interface Wasserstein1Batches {
  /** A sound upper bound of the critic's Lipschitz constant, > 0: `upper` of its certificate. */
  readonly upper: number;
  /** Real samples, one array each, at least one. */
  readonly real: readonly ArrayLike<number>[];
  /** Generated samples, at least one. */
  readonly fake: readonly ArrayLike<number>[];
}

/**
 * A lower bound of the Wasserstein-1 distance between two batches, `(mean D(real) − mean D(fake)) / upper`, rounded down.
 *
 * Kantorovich's duality: `W₁(P, Q) = sup (E_P f − E_Q f)` over all f of Lipschitz constant 1, of which `D / upper` is one. P and Q are the
 * uniform distributions on the two batches, and the distance is Euclidean. Scores are enclosed in float64.
 *
 * @param artifacts - a critic with one score
 * @param batches - the samples, and the bound
 * @returns a number >= 0; 0 where the critic does not tell the batches apart in the right order
 * @throws RangeError if the model has several outputs, a batch is empty, a sample does not fit, or the bound is not > 0
 *
 * @example
 * ```ts
 * import { type ModelArtifacts, wasserstein1Lower } from "@lipschitz-gan/certificates";
 *
 * const dense = { name: "score", units: 1, use_bias: false, activation: "linear", batch_input_shape: [null, 2] };
 * const model: ModelArtifacts = {
 *   modelTopology: { class_name: "Sequential", config: { name: "critic", layers: [{ class_name: "Dense", config: dense }] } },
 *   weightSpecs: [{ name: "score/kernel", shape: [2, 1], dtype: "float32" }],
 *   weightData: Float32Array.of(3, 4).buffer,
 * };
 * // The batches are 5 apart, and the critic rises along the way with its constant, 5.
 * wasserstein1Lower(model, { upper: 5, real: [[3, 4]], fake: [[0, 0]] }); // => ~5
 * ```
 * @see Villani (2009), Optimal transport, remark 6.5; Arjovsky, Chintala & Bottou (2017), Wasserstein GAN, eq. 2, https://arxiv.org/abs/1701.07875
 */
export function wasserstein1Lower(artifacts: ModelArtifacts, { upper, real, fake }: Wasserstein1Batches): number {
  if (!(upper > 0)) throw new RangeError(`wasserstein1Lower: upper must be > 0, received ${upper}`);
  const [first] = real;
  if (first === undefined || fake.length === 0) {
    throw new RangeError(`wasserstein1Lower: batches must have samples, received ${real.length} and ${fake.length}`);
  }
  const network = readNetwork(artifacts);
  const size = network.outputShape.reduce((product, n) => product * n, 1);
  if (size !== 1) throw new RangeError(`wasserstein1Lower: the critic must have one score, received ${size}`);
  const scores = (batch: readonly ArrayLike<number>[]): readonly Score[] =>
    batch.map((sample) => {
      const { middle, radius } = enclose(network, sample);
      return { middle: middle[0] ?? Number.NaN, radius: radius[0] ?? Number.NaN };
    });
  const lowest = meanDown(scores(real).map(({ middle, radius }) => below(middle, radius)));
  const highest = -meanDown(scores(fake).map(({ middle, radius }) => below(-middle, radius)));
  const difference = lowest - highest;
  const room = 2 ** -51 * (Math.abs(lowest) + Math.abs(highest));
  return Math.max(0, ((difference - room) / upper) * (1 - 2 ** -50));
}

interface Score {
  readonly middle: number;
  readonly radius: number;
}

/** At most `middle − radius`. */
function below(middle: number, radius: number): number {
  return middle - radius - 2 ** -51 * (Math.abs(middle) + radius);
}

/** At most the mean: n − 1 additions and a division, each with half a unit of rounding of at most the sum of magnitudes. */
function meanDown(values: readonly number[]): number {
  const sum = values.reduce((total, value) => total + value, 0);
  const magnitude = values.reduce((total, value) => total + Math.abs(value), 0);
  const error = 2 ** -52 * (values.length + 2) * magnitude;
  return (sum - error) / values.length - 2 ** -52 * (Math.abs(sum) / values.length);
}
