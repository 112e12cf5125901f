import { canonicalJson } from "./canonical-json.ts";
import type { Certificate, WeightHash } from "./certificate.ts";
import type { ModelArtifacts, WeightSpec } from "./model-artifacts.ts";
import { sha256 } from "./sha256.ts";

/** What identifies a model. */
export interface ModelHashes {
  /** Of topology and weights together. */
  readonly sha256: string;
  readonly weights: readonly WeightHash[];
}

/**
 * The hashes of a model: of every weight's bytes as they are stored, and of the canonical JSON of
 * `{ modelTopology, weights }`, where `weights` is the manifest with each weight's hash as `sha256`.
 *
 * @param artifacts - the model
 * @returns lower-case hexadecimal digits
 * @throws RangeError if the weight data do not have the length that the manifest says
 */
export async function hashModel({ modelTopology, weightSpecs, weightData }: ModelArtifacts): Promise<ModelHashes> {
  let offset = 0;
  const hashed: (WeightSpec & { readonly sha256: string })[] = [];
  for (const spec of weightSpecs) {
    const end = offset + byteLength(spec);
    hashed.push({ ...spec, sha256: await sha256(new Uint8Array(weightData.slice(offset, end))) });
    offset = end;
  }
  if (offset !== weightData.byteLength) {
    throw new RangeError(`hashModel: weights must have ${offset} bytes, received ${weightData.byteLength}`);
  }
  return {
    sha256: await sha256(new TextEncoder().encode(canonicalJson({ modelTopology, weights: hashed }))),
    weights: hashed.map(({ name, shape, dtype, sha256: digest }) => ({ name, shape, dtype, sha256: digest })),
  };
}

/**
 * The SHA-256 of the canonical JSON of a certificate without its `digest`.
 *
 * @param certificate - the certificate, with or without a digest
 * @returns 64 lower-case hexadecimal digits
 */
export async function certificateDigest(certificate: Omit<Certificate, "digest">): Promise<string> {
  const { digest: _own, ...rest } = certificate as Certificate;
  return await sha256(new TextEncoder().encode(canonicalJson(rest)));
}

/** Bytes of one stored value. */
const BYTES: ReadonlyMap<string, number> = new Map([
  ["float32", 4],
  ["int32", 4],
  ["bool", 1],
  ["float16", 2],
  ["uint16", 2],
  ["uint8", 1],
]);

/**
 * Number of bytes that a weight takes in the weight data.
 *
 * @param spec - its entry in the manifest
 * @returns the number of bytes
 * @throws RangeError for another type, or a shape that is none
 * @internal
 */
export function byteLength({ name, shape, dtype, quantization }: WeightSpec): number {
  const bytes = BYTES.get(quantization?.dtype ?? dtype);
  const size = shape.reduce((product, n) => (Number.isInteger(n) && n >= 0 ? product * n : Number.NaN), 1);
  if (bytes === undefined || !Number.isSafeInteger(size)) {
    throw new RangeError(`weight ${name}: must have a known type and a shape, received ${dtype} [${shape.join(", ")}]`);
  }
  return bytes * size;
}
