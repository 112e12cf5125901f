import {
  certificateDigest,
  type Certificate,
  hashModel,
  type ModelArtifacts,
  toBase64,
} from "@lipschitz-gan/certificates";
import { findMerges } from "../../../src/composition/find-merges.ts";
import { operationBounds } from "../../../src/composition/operation-bounds.ts";
import { propagateBounds } from "../../../src/composition/propagate-bounds.ts";
import { slackUp } from "../../../src/composition/slack.ts";
import { enclose } from "../../../src/evaluation/enclose.ts";
import { CERTIFICATE_CLAIM, CERTIFICATE_FORMAT, CERTIFICATE_VERSION } from "../../../src/format/certificate.ts";
import { localBound } from "../../../src/local/local-bound.ts";
import { readNetwork } from "../../../src/network/read-network.ts";
import { randomVector, sizeOf } from "../../support/random-vector.ts";

/** A certificate that can be edited. */
export type Editable = { -readonly [K in keyof Certificate]: Certificate[K] };

export interface IssueOptions {
  /** Of the samples of the witness. */
  readonly seed?: number;
  readonly fixed?: Readonly<Record<string, readonly number[]>>;
  /** The two samples; random ones unless given. */
  readonly samples?: readonly [Float32Array, Float32Array];
  readonly box?: readonly [number, number];
  readonly inputShape?: readonly number[];
}

/** A certificate by the issuer's parts, with two samples that were not sought. */
export async function issue(artifacts: ModelArtifacts, options: IssueOptions = {}): Promise<Certificate> {
  const { seed = 1, fixed = {}, box, inputShape } = options;
  const network = readNetwork(artifacts, inputShape === undefined ? {} : { inputShape });
  const own = network.operations.map((operation) => operationBounds(operation, { seed, maxWork: 2 ** 33 }));
  const uppers = own.map(({ upper }) => upper);
  const merges = findMerges(network, uppers, 1e10);
  const bounds = propagateBounds(network.operations, uppers, merges);
  const size = sizeOf(network.inputShape);
  const random = (of: number): Float32Array =>
    Float32Array.from(randomVector(of, size), (x) => Math.fround(Math.max(-1, Math.min(1, x / 2))));
  const [x, y] = options.samples ?? [random(seed), random(seed + 1)];
  const upper = bounds.at(-1) ?? 1;
  const local = box === undefined ? null : localBound(network, { low: box[0], high: box[1] }, upper);
  const body = {
    format: CERTIFICATE_FORMAT,
    version: CERTIFICATE_VERSION,
    norm: "l2",
    claim: CERTIFICATE_CLAIM,
    model: {
      name: network.name,
      inputShape: network.inputShape,
      outputShape: network.outputShape,
      ...(await hashModel(artifacts)),
    },
    lower: ratio(network, x, y, fixed) * (1 - 2 ** -40),
    upper,
    layers: network.operations.map(({ name, kind, inputs }, i) => ({
      name,
      kind,
      inputs,
      ...(own[i] ?? { lower: 0, upper: 0, method: "rule" as const }),
      bound: bounds[i] ?? 0,
    })),
    merges,
    witness: {
      range: rangeOf(x, y),
      x: toBase64(new Uint8Array(x.buffer)),
      y: toBase64(new Uint8Array(y.buffer)),
      ...(network.fixedInputs.length > 0 && { fixed }),
    },
    local: local?.method === "intervals" ? { ...local, upper: slackUp(local.upper) } : local,
  } as const;
  return await signed(body);
}

/** With a digest that fits. */
export async function signed(body: Omit<Certificate, "digest">): Promise<Certificate> {
  return { ...body, digest: await certificateDigest(body) };
}

function rangeOf(x: Float32Array, y: Float32Array): readonly [number, number] {
  return [Math.min(-1, ...x, ...y), Math.max(1, ...x, ...y)];
}

/** At most `|f(x) - f(y)| / |x - y|`. */
function ratio(
  network: ReturnType<typeof readNetwork>,
  x: Float32Array,
  y: Float32Array,
  fixed: Readonly<Record<string, readonly number[]>>,
): number {
  const [fx, fy] = [enclose(network, x, fixed), enclose(network, y, fixed)];
  const least = fx.middle.map((value, i) => {
    const difference = Math.abs(value - (fy.middle[i] ?? 0)) * (1 - 2 ** -51);
    return Math.max(0, difference - (fx.radius[i] ?? 0) - (fy.radius[i] ?? 0));
  });
  return Math.max(0, (length(least) / length(Array.from(x, (entry, i) => entry - (y[i] ?? 0)))) * (1 - 1e-13));
}

function length(entries: ArrayLike<number>): number {
  return Math.sqrt(Array.from(entries).reduce((sum, entry) => sum + entry * entry, 0));
}
