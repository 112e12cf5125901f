import type { ModelArtifacts } from "@lipschitz-gan/certificates";
import * as fc from "fast-check";
import { buildCertifiedCritic } from "../../arbitraries/certified-critic/build-certified-critic.ts";
import { certifiedCriticCase, type CertifiedCriticCase } from "../../arbitraries/certified-critic-case.ts";
import { defineLaw, type Law } from "../../kit/define-law.ts";
import type { CertificateSubject } from "./subject.ts";
import { trueModel, withDigest } from "./support/recomputed.ts";
import { withoutWitness } from "./support/quick-options.ts";

/** A layer for which there is no constant: of no known class, or of one that has none. */
interface RefusedCase {
  readonly critic: CertifiedCriticCase;
  readonly layer: { readonly class_name: string; readonly config: Readonly<Record<string, unknown>> };
}

const LAYERS: readonly RefusedCase["layer"][] = [
  { class_name: "Lambda", config: { function: "x" } },
  { class_name: "ScaledTanh", config: {} },
  { class_name: "ThresholdedReLU", config: { theta: 1 } },
  { class_name: "Activation", config: { activation: "cube" } },
  { class_name: "Masking", config: { mask_value: 0 } },
  { class_name: "MultiHeadAttention", config: { num_heads: 1, key_dim: 1 } },
  { class_name: "LSTM", config: { units: 2 } },
  { class_name: "BatchNormalization", config: { axis: 0, epsilon: 1e-3, center: false, scale: false } },
];

/** A number would be worse than none: nobody would look at it twice. */
export const refusals: Law<CertificateSubject> = defineLaw<CertificateSubject, RefusedCase>({
  name: "refusals",
  statement:
    "A model with a layer that has no known constant gets an error that names the layer, and no certificate passes.",
  source: "gloro counts unknown layers as 1, with a printed warning",
  share: 0.3,
  cases: fc.record({
    critic: certifiedCriticCase({ head: "never", maxStages: 2 }),
    layer: fc.constantFrom(...LAYERS),
  }),
  labels: ({ layer }) => [`class: ${layer.class_name}`],
  measure: async ({ certify, checkCertificate }, { critic, layer }) => {
    const { artifacts } = buildCertifiedCritic(critic);
    const refused = withLayer(artifacts, layer);
    const message = await messageOf(() => certify(refused, withoutWitness));
    const plain = await certify(artifacts, withoutWitness);
    const last = { ...plain.layers.at(-1), name: NAME, kind: layer.class_name, inputs: [plain.layers.length] };
    const claimed = { ...plain, layers: [...plain.layers, { ...last, lower: 0, upper: 1, method: "rule" }] };
    const certificate = await withDigest({ ...claimed, model: await trueModel(plain.model, refused) });
    const { valid } = await checkCertificate(certificate, refused);
    return [
      { observed: message?.includes(NAME) === true ? 0 : 1, allowed: 0, what: `error that names the layer: ${message ?? "none"}` }, // prettier-ignore
      { observed: valid ? 1 : 0, allowed: 0, what: "certificates that pass though they count the layer as 1" },
    ];
  },
});

const NAME = "odd_one";

/** The message of a RangeError; undefined if there is none. */
async function messageOf(f: () => Promise<unknown>): Promise<string | undefined> {
  try {
    await f();
    return undefined;
  } catch (error) {
    return error instanceof RangeError ? error.message : `not a RangeError, but ${String(error)}`;
  }
}

/** The same model with one more layer at its end. */
function withLayer(artifacts: ModelArtifacts, { class_name, config }: RefusedCase["layer"]): ModelArtifacts {
  const topology = JSON.parse(JSON.stringify(artifacts.modelTopology)) as {
    config: { layers: unknown[]; output_layers: readonly (readonly [string, number, number])[] };
  }; // as built
  const [[from, node] = ["", 0]] = topology.config.output_layers;
  topology.config.layers.push({ name: NAME, class_name, config: { ...config, name: NAME }, inbound_nodes: [[[from, node, 0, {}]]] }); // prettier-ignore
  topology.config.output_layers = [[NAME, 0, 0]];
  return { ...artifacts, modelTopology: topology };
}
