import type { Certificate } from "@lipschitz-gan/certificates";
import type { RandomStream } from "@lipschitz-gan/core";
import type { CertificateChange } from "./certificate-change.ts";

/** All bounds from an operation on are multiplied, as if they followed from a smaller constant. */
function scaledFrom(certificate: Certificate, from: number, factor: number): Certificate {
  const layers = certificate.layers.map((layer, i) => (i >= from ? { ...layer, bound: layer.bound * factor } : layer));
  return { ...certificate, layers, upper: certificate.upper * factor, lower: Math.min(certificate.lower, certificate.upper * factor) }; // prettier-ignore
}

/** A factor next to 1 or not so near: from 1/2 to a rounding. */
function littleLess(random: RandomStream): number {
  return 1 - 2 ** -(1 + random.int(50));
}

/**
 * Changes of several fields that go together, so that one claim is false, and nothing else shows it; and some that leave a
 * certificate true.
 */
export const consistentChanges: readonly CertificateChange[] = [
  // An operation's constant is smaller than it is, and everything follows from that.
  (certificate, random) => {
    const [at, factor] = [random.int(certificate.layers.length), littleLess(random)];
    const layers = certificate.layers.map((layer, i) => (i === at ? { ...layer, upper: layer.upper * factor, lower: Math.min(layer.lower, layer.upper * factor) } : layer)); // prettier-ignore
    return { what: `upper of ${layers[at]?.name} and what follows times ${factor}`, changed: scaledFrom({ ...certificate, layers }, at, factor) }; // prettier-ignore
  },
  // A bound does not follow.
  (certificate, random) => {
    const [at, factor] = [random.int(certificate.layers.length), littleLess(random)];
    return { what: `bounds from ${certificate.layers[at]?.name} on times ${factor}`, changed: scaledFrom(certificate, at, factor) }; // prettier-ignore
  },
  // A lower bound is larger.
  (certificate, random) => {
    const at = random.int(certificate.layers.length);
    const factor = 2 - littleLess(random);
    const layers = certificate.layers.map((layer, i) => (i === at ? { ...layer, lower: layer.lower * factor } : layer));
    return { what: `lower of ${layers[at]?.name} times ${factor}`, changed: { ...certificate, layers } };
  },
  (certificate, random) => {
    const lower = certificate.lower * (2 - littleLess(random));
    return { what: `lower ${lower}`, changed: { ...certificate, lower } };
  },
  // A chain's constant is smaller.
  (certificate, random) => {
    if (certificate.merges.length === 0) return null;
    const [at, factor] = [random.int(certificate.merges.length), littleLess(random)];
    const merges = certificate.merges.map((merge, i) => (i === at ? { ...merge, upper: merge.upper * factor } : merge));
    const from = (certificate.merges[at]?.chain.at(-1) ?? 1) - 1;
    return { what: `upper of chain ${at} and what follows times ${factor}`, changed: scaledFrom({ ...certificate, merges }, from, factor) }; // prettier-ignore
  },
  // A chain's multipliers are others.
  (certificate, random) => {
    const at = certificate.merges.findIndex(({ multipliers }) => multipliers !== undefined);
    if (at < 0) return null;
    const factor = random.uniform() < 0.5 ? littleLess(random) : -1;
    const merges = certificate.merges.map((merge, i) => (i === at && merge.multipliers !== undefined ? { ...merge, multipliers: merge.multipliers.map((row) => row.map((x) => (random.uniform() < 0.5 ? x * factor : x))) } : merge)); // prettier-ignore
    return { what: `multipliers of chain ${at} times ${factor}`, changed: { ...certificate, merges } };
  },
  // A grid of fewer or more frequencies, a method of its own.
  (certificate, random) => {
    const at = certificate.layers.findIndex(({ grid }) => grid !== undefined);
    const method = (["rule", "cholesky", "fourier", "reshaped", "slopes"] as const)[random.int(5)] ?? "rule";
    const place = at < 0 ? random.int(certificate.layers.length) : at;
    const layers = certificate.layers.map((layer, i) => (i === place ? { ...layer, ...(at < 0 ? { method } : { grid: (layer.grid ?? []).map((n) => Math.max(1, n - random.int(n))) }) } : layer)); // prettier-ignore
    return { what: `grid or method of ${layers[place]?.name}`, changed: { ...certificate, layers } };
  },
  // Two operations, edges.
  (certificate, random) => {
    const [one, other] = [random.int(certificate.layers.length), random.int(certificate.layers.length)];
    const at = (i: number): number => (i === one ? other : i === other ? one : i);
    const layers = certificate.layers.map((layer, i) => certificate.layers[at(i)] ?? layer);
    return one === other ? null : { what: `layers ${one} and ${other} exchanged`, changed: { ...certificate, layers } };
  },
  (certificate, random) => {
    const at = random.int(certificate.layers.length);
    const layers = certificate.layers.map((layer, i) => (i === at ? { ...layer, inputs: layer.inputs.map(() => random.int(certificate.layers.length + 2) - 1) } : layer)); // prettier-ignore
    return { what: `inputs of ${layers[at]?.name}`, changed: { ...certificate, layers } };
  },
  // Directions and witnesses of others.
  (certificate, random) => {
    const directions = certificate.layers.flatMap(({ direction }) => (direction === undefined ? [] : [direction]));
    const at = random.int(certificate.layers.length);
    const direction = directions[random.int(directions.length || 1)];
    if (direction === undefined) return null;
    const layers = certificate.layers.map((layer, i) => (i === at ? { ...layer, direction } : layer));
    return { what: `direction of ${layers[at]?.name}`, changed: { ...certificate, layers } };
  },
  (certificate, random) => {
    const { witness } = certificate;
    if (witness === null) return null;
    const kinds = [
      { ...witness, x: witness.y },
      { ...witness, x: witness.y, y: witness.x },
      { ...witness, range: [witness.range[0] / 2, witness.range[1] / 2] },
      { ...witness, x: "AACAfwAAgH8AAIB/" },
      { ...witness, fixed: { label: [0] } },
      null,
    ];
    return { what: "witness", changed: { ...certificate, witness: kinds[random.int(kinds.length)] } };
  },
  // The box and what is said of it.
  (certificate, random) => {
    const { local } = certificate;
    if (local === null) return { what: "a local bound of 0", changed: { ...certificate, local: { low: 0, high: 1, upper: 0, method: "intervals" } } }; // prettier-ignore
    const kinds = [
      { ...local, upper: local.upper * littleLess(random) },
      { ...local, low: -5, high: 5 },
      { ...local, low: 1, high: -1 },
      { ...local, method: local.method === "global" ? "intervals" : "global" },
      { ...local, low: [0], high: [1] },
    ];
    return { what: "local bound", changed: { ...certificate, local: kinds[random.int(kinds.length)] } };
  },
  // What stays true: larger upper bounds, smaller lower ones.
  (certificate, random) => {
    const factor = 1 + 2 ** -random.int(40);
    const layers = certificate.layers.map((layer) => ({
      ...layer,
      lower: layer.lower / 2,
      bound: layer.bound * factor,
    }));
    return { what: `bounds times ${factor}, lower ends by half`, changed: { ...certificate, layers, upper: certificate.upper * factor, lower: certificate.lower / 2 } }; // prettier-ignore
  },
  // A layer too many, a layer too few.
  (certificate, random) => {
    const last = certificate.layers.at(-1);
    const layers = random.uniform() < 0.5 ? certificate.layers.slice(0, -1) : [...certificate.layers, last];
    return { what: "number of layers", changed: { ...certificate, layers } };
  },
];
