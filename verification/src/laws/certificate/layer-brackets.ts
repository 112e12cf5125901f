import * as fc from "fast-check";
import { buildCertifiedCritic } from "../../arbitraries/certified-critic/build-certified-critic.ts";
import {
  certifiedCriticCase,
  type CertifiedCriticCase,
  certifiedCriticLabels,
} from "../../arbitraries/certified-critic-case.ts";
import { defineLaw, type Law } from "../../kit/define-law.ts";
import type { Measurement } from "../../kit/measurement.ts";
import { operationConstant } from "../../oracles/operation-constant.ts";
import type { CertificateSubject } from "./subject.ts";
import { withoutWitness } from "./support/quick-options.ts";

interface LayersCase {
  readonly critic: CertifiedCriticCase;
  /** How much work a layer may take: little makes for cheaper methods. */
  readonly maxWork: number | null;
}

/** Each end is held against the oracle's other end, so that nothing but the oracle's own rounding is allowed. */
export const layerBrackets: Law<CertificateSubject> = defineLaw<CertificateSubject, LayersCase>({
  name: "layer-brackets",
  statement: "The Lipschitz constant of every layer, by the SVD of its explicit matrix, lies in [lower, upper].",
  source: "the claim; explicit matrices from the definitions of the layers",
  share: 2,
  cases: fc.record({ critic: certifiedCriticCase(), maxWork: fc.constantFrom(null, null, 1e5, 1e3) }),
  labels: ({ critic, maxWork }) => [...certifiedCriticLabels(critic), `work: ${maxWork ?? "not limited"}`],
  measure: async ({ certify }, { critic, maxWork }) => {
    const { artifacts, network } = buildCertifiedCritic(critic);
    const { layers } = await certify(artifacts, { ...withoutWitness, ...(maxWork !== null && { maxWork }) });
    const count = Math.abs(layers.length - network.operations.length);
    return network.operations.reduce<Measurement[]>(
      (measurements, operation, i) => {
        const { upper, lower } = layers[i] ?? { upper: Number.NaN, lower: Number.NaN };
        const { atLeast, atMost } = operationConstant(operation);
        measurements.push(
          { observed: atLeast, allowed: upper, what: `the constant of ${operation.name} against its upper bound` },
          { observed: lower, allowed: atMost, what: `the lower bound of ${operation.name} against its constant` },
        );
        return measurements;
      },
      [{ observed: count, allowed: 0, what: "operations that are missing or too many" }],
    );
  },
});
