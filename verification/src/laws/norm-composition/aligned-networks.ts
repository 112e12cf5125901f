import * as tf from "@tensorflow/tfjs-core";
import * as tfl from "@tensorflow/tfjs-layers";
import * as fc from "fast-check";
import { defineLaw, type Law } from "../../kit/define-law.ts";
import type { NormCompositionSubject } from "./subject.ts";

/** A network of one number, `x ↦ c x`, whose Lipschitz constant is the number c itself. */
interface AlignedCase {
  readonly architecture: "chain" | "residual" | "concatenating" | "nested";
  /** Gains of the layers, whole numbers. */
  readonly gains: readonly number[];
  /** Power of two that the first layer is multiplied by. */
  readonly exponent: number;
}

type Symbolic = tfl.SymbolicTensor;

/**
 * Where all layers are aligned the bound is the constant itself. All numbers are whole and small, so every product and sum
 * is exact; what is left is that each step is rounded upwards, by 2 ulp at most.
 */
export const alignedNetworks: Law<NormCompositionSubject> = defineLaw<NormCompositionSubject, AlignedCase>({
  name: "aligned-networks",
  statement:
    "The bound is the constant itself where all layers are aligned: chains, residual sums, concatenations, nested models.",
  source: "tightness of the composition rules; multiplicative under powers of two",
  share: 0.5,
  cases: fc.record({
    architecture: fc.constantFrom<AlignedCase["architecture"]>("chain", "residual", "concatenating", "nested"),
    gains: fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 1, maxLength: 4 }),
    exponent: fc.integer({ min: -20, max: 20 }),
  }),
  labels: ({ architecture, gains }) => [`architecture: ${architecture}`, `layers: ${gains.length}`],
  measure: ({ networkBound }, given) => {
    const model = alignedModel(given);
    const gainOf = new Map(given.gains.map((gain, i) => [`gain${i}`, i === 0 ? gain * 2 ** given.exponent : gain]));
    const { bound } = networkBound(model, { normOf: (layer) => gainOf.get(layer.name) ?? 1 });
    const exact = constantOf(given);
    const steps = 2 * given.gains.length + 2;
    return [
      { observed: bound - exact, allowed: exact * 4 * steps * 2 ** -53, what: `the bound above the constant ${exact}` },
      { observed: exact - bound, allowed: 0, what: `the bound below the constant ${exact}` },
    ];
  },
});

function constantOf({ architecture, gains, exponent }: AlignedCase): number {
  const own = gains.map((gain, i) => (i === 0 ? gain * 2 ** exponent : gain));
  if (architecture === "residual") return own.reduce((product, gain) => product * (1 + gain), 1);
  if (architecture === "concatenating") return Math.sqrt(own.reduce((sum, gain) => sum + gain * gain, 0));
  return own.reduce((product, gain) => product * gain, 1);
}

function alignedModel({ architecture, gains }: AlignedCase): tfl.LayersModel {
  const input = tfl.input({ shape: [1], name: "in" });
  const outputs = graph(architecture, gains, input);
  const model = tfl.model({ inputs: input, outputs });
  tf.tidy(() => {
    for (const variable of model.weights) variable.write(tf.ones(variable.shape.map(Number)));
  });
  return model;
}

function through(i: number, x: Symbolic): Symbolic {
  return tfl.layers.dense({ name: `gain${i}`, units: 1, useBias: false }).apply(x) as Symbolic;
}

function graph(architecture: AlignedCase["architecture"], gains: readonly number[], input: Symbolic): Symbolic {
  switch (architecture) {
    case "residual":
      return gains.reduce(
        (x, _, i) => tfl.layers.add({ name: `add${i}` }).apply([x, through(i, x)]) as Symbolic,
        input,
      );
    case "concatenating": {
      const branches = gains.map((_, i) => through(i, input));
      if (branches.length === 1) return branches[0] ?? input;
      return tfl.layers.concatenate({ name: "join" }).apply(branches) as Symbolic;
    }
    case "nested": {
      const inner = tfl.input({ shape: [1], name: "inner" });
      const body = tfl.model({ inputs: inner, outputs: graph("chain", gains, inner), name: "body" });
      return body.apply(input) as Symbolic;
    }
    default:
      return gains.reduce((x, _, i) => through(i, x), input);
  }
}
