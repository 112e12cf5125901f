import * as fc from "fast-check";
import { buildCertifiedCritic } from "../../arbitraries/certified-critic/build-certified-critic.ts";
import {
  certifiedCriticCase,
  type CertifiedCriticCase,
  certifiedCriticLabels,
} from "../../arbitraries/certified-critic-case.ts";
import { defineLaw, type Law } from "../../kit/define-law.ts";
import type { CertificateSubject } from "./subject.ts";
import { withoutWitness } from "./support/quick-options.ts";

interface ScalingCase {
  readonly critic: CertifiedCriticCase;
  /** All weights of the head are multiplied by two to this. */
  readonly exponent: number;
}

/**
 * Multiplying by a power of two rounds nothing, so the same numbers come out times that power. Underflow cannot happen within
 * the exponents that are drawn.
 */
export const exactScaling: Law<CertificateSubject> = defineLaw<CertificateSubject, ScalingCase>({
  name: "exact-scaling",
  statement:
    "Multiplying the last layer by a power of two multiplies its bounds and the network's by it, to the bit where no " +
    "multipliers of seven digits are in between.",
  source: "exactness of scaling in floating point; bounds with absolute terms would not scale",
  share: 0.5,
  cases: fc.record({
    critic: certifiedCriticCase({ head: "always", maxStages: 2 }),
    exponent: fc.integer({ min: -30, max: 30 }).filter((j) => j !== 0),
  }),
  labels: ({ critic }) => certifiedCriticLabels(critic),
  measure: async ({ certify }, { critic, exponent }) => {
    const plain = buildCertifiedCritic(critic);
    const head = plain.network.operations.at(-1)?.name ?? "";
    const scaled = buildCertifiedCritic(critic, (name, values) =>
      name.startsWith(`${head}/`) ? values.map((x) => x * 2 ** exponent) : values,
    );
    const [one, other] = [
      await certify(plain.artifacts, withoutWitness),
      await certify(scaled.artifacts, withoutWitness),
    ];
    const [before, after] = [one.layers.at(-1), other.layers.at(-1)];
    const off = (a = Number.NaN, b = Number.NaN): number => (a * 2 ** exponent === b ? 0 : Math.abs(a * 2 ** exponent - b) / b); // prettier-ignore
    const isDecimal = [...one.merges, ...other.merges].some(({ method }) => method === "slopes");
    return [
      { observed: off(before?.upper, after?.upper), allowed: 0, what: "upper of the scaled layer" },
      { observed: off(before?.lower, after?.lower), allowed: 0, what: "lower of the scaled layer" },
      { observed: off(one.upper, other.upper), allowed: isDecimal ? DECIMAL : 0, what: "upper of the network" },
    ];
  },
});

/**
 * Multipliers are written with seven decimal digits, which do not scale: each may be off by `5e-7` relative to another scale, and so may
 * the square of the constant, whose form is linear in them.
 */
const DECIMAL = 5e-7;
