/** What `format` says in every certificate. */
export const CERTIFICATE_FORMAT = "lipschitz-gan-certificate";

/** The version of the format that this package writes and checks. */
export const CERTIFICATE_VERSION = 1;

/** What every certificate claims, in words. */
export const CERTIFICATE_CLAIM: string =
  "In exact arithmetic, with the weights hashed below and at inference, |f(x) - f(y)| <= upper |x - y| for all samples " +
  "x and y, in the Euclidean norm; and the two samples of the witness attain at least lower.";

/** One weight tensor of the model. */
export interface WeightHash {
  /** Name in the weights manifest, such as `critic_conv1/kernel`. */
  readonly name: string;
  readonly shape: readonly number[];
  /** Of the values, `float32` for quantized ones, too. */
  readonly dtype: string;
  /** SHA-256 of its bytes as they are stored, 64 lower-case hexadecimal digits. */
  readonly sha256: string;
}

/** The model that a certificate speaks of. */
export interface CertifiedModel {
  readonly name: string;
  /** SHA-256 of topology and weights: {@link hashModel}. */
  readonly sha256: string;
  /** Shape of one sample. */
  readonly inputShape: readonly number[];
  /** Shape of what the model makes of one sample. */
  readonly outputShape: readonly number[];
  readonly weights: readonly WeightHash[];
}

/**
 * How an upper bound was found, and so how it is to be checked.
 *
 * - `"rule"`: a closed form: activations, pooling, normalisation, merges, and all that only moves entries
 * - `"cholesky"`: `(upper² − c) I − A*A` has a Cholesky factor in float64, for the kernel's matrix (dense), or for the
 *   explicit matrix of the operation or of a chain of linear operations
 * - `"fourier"`: the same test for the symbol of a convolution at every frequency of a grid
 * - `"reshaped"`: `√(Π κ)` times the norm of the reshaped kernel, by the Cholesky test
 * - `"slopes"`: a quadratic form with one multiplier for each unit of a dense network is positive semidefinite
 */
export type UpperMethod = "rule" | "cholesky" | "fourier" | "reshaped" | "slopes";

/**
 * A direction in the input space of an operation, whose image shows that the norm is at least `lower`: whole numbers in a box
 * of the input, zeros elsewhere. Its length does not matter.
 */
export interface Direction {
  /** Where the box begins, one number for each axis of the operation's input. */
  readonly offset: readonly number[];
  /** Its sizes. */
  readonly shape: readonly number[];
  /** The entries of the box, row by row: 16-bit signed integers, little endian, in base64. */
  readonly int16: string;
}

/** The bounds of one operation: a layer, or one part of a layer, at one place in the graph. */
export interface LayerCertificate {
  /** Name of the layer, after those of the models around it, and the part of it: `body/conv1`, `body/conv1:activation`. */
  readonly name: string;
  /** Class of the layer, or name of the activation. */
  readonly kind: string;
  /** What flows in: 0 for the model's input, i for `layers[i - 1]`. */
  readonly inputs: readonly number[];
  /** The operation's Lipschitz constant is at least this. */
  readonly lower: number;
  /** The operation's Lipschitz constant, of a merge in all its inputs together, is at most this. */
  readonly upper: number;
  readonly method: UpperMethod;
  /** Of `"fourier"`: number of frequencies along each axis. */
  readonly grid?: readonly number[];
  /** Shows that the norm is at least `lower`. */
  readonly direction?: Direction;
  /** Lipschitz constant from the model's input to the operation's output. */
  readonly bound: number;
}

/** A chain of operations whose constant is smaller than the product of theirs. */
export interface MergeCertificate {
  /** The operations, as in {@link LayerCertificate.inputs}, each fed by the one before and by nothing else. */
  readonly chain: readonly number[];
  /** The Lipschitz constant of the chain is at most this. */
  readonly upper: number;
  readonly method: "cholesky" | "fourier" | "reshaped" | "slopes";
  /** Of `"fourier"`: number of frequencies along each axis. */
  readonly grid?: readonly number[];
  /** Of `"slopes"`: for each activation of the chain one number >= 0 for each of its units. */
  readonly multipliers?: readonly (readonly number[])[];
}

/** Two samples and what they show. */
export interface Witness {
  /** Both samples have all entries in `[range[0], range[1]]`. */
  readonly range: readonly [number, number];
  /** The first sample: float32, little endian, in base64. */
  readonly x: string;
  /** The second. */
  readonly y: string;
  /** The values of the model's other inputs, such as labels, by name; none for a model of one input. */
  readonly fixed?: Readonly<Record<string, readonly number[]>>;
}

/** A bound that holds for samples in a box only. */
export interface LocalBound {
  /** All entries of both samples lie in `[low, high]`: one number for all, or one for each entry. */
  readonly low: number | readonly number[];
  readonly high: number | readonly number[];
  /** `|f(x) - f(y)| <= upper |x - y|` for x and y in the box. */
  readonly upper: number;
  /** `"intervals"`: the Jacobian in interval arithmetic; `"global"`: no better than the bound for all samples. */
  readonly method: "intervals" | "global";
}

/**
 * A certificate: `lower <= Lip(f) <= upper`, and all that a second program needs to see that it is so.
 *
 * It is plain JSON. {@link LayerCertificate.bound} of the last operation is `upper`.
 */
export interface Certificate {
  readonly format: typeof CERTIFICATE_FORMAT;
  readonly version: typeof CERTIFICATE_VERSION;
  readonly norm: "l2";
  readonly claim: string;
  readonly model: CertifiedModel;
  readonly lower: number;
  readonly upper: number;
  /** Each after those that it depends on; the last gives the model's output. */
  readonly layers: readonly LayerCertificate[];
  readonly merges: readonly MergeCertificate[];
  /** Null where `lower` is 0. */
  readonly witness: Witness | null;
  readonly local: LocalBound | null;
  /** SHA-256 of everything else: {@link certificateDigest}. */
  readonly digest: string;
}
