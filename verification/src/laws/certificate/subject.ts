import type { Certificate, ConvolutionMap, ModelArtifacts } from "@lipschitz-gan/certificates";

/** What a certificate is asked for. */
export interface CertifyEffort {
  /** All entries of the witness's samples lie in here. */
  readonly range?: readonly [number, number];
  readonly seed?: number;
  /** Whether to look for a witness, and how hard. */
  readonly witness?: boolean | { readonly restarts?: number; readonly work?: number };
  /** For a bound on samples in a box. */
  readonly box?: { readonly low: number | readonly number[]; readonly high: number | readonly number[] };
  /** Most multiply-adds a layer, which decides between methods. */
  readonly maxWork?: number;
}

/** Certificates, their checker, and what is made of both. */
export interface CertificateSubject {
  /** Bounds a model from both sides. */
  readonly certify: (artifacts: ModelArtifacts, options?: CertifyEffort) => Promise<Certificate>;
  /** Decides whether a certificate is true of a model. */
  readonly checkCertificate: (
    certificate: unknown,
    artifacts: ModelArtifacts,
  ) => Promise<{ readonly valid: boolean; readonly reason?: string }>;
  /** A lower bound on the Wasserstein-1 distance of two sets of samples. */
  readonly wasserstein1Lower: (
    artifacts: ModelArtifacts,
    options: { readonly upper: number; readonly real: readonly Float32Array[]; readonly fake: readonly Float32Array[] },
  ) => number | Promise<number>;
  /** An upper bound on the norm of a convolution. */
  readonly convolutionUpper: (
    map: ConvolutionMap,
    kernel: ArrayLike<number>,
    options?: { readonly maxWork?: number },
  ) => { readonly upper: number; readonly method: string };
}
