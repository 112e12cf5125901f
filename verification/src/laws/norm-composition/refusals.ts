import * as tfl from "@tensorflow/tfjs-layers";
import * as fc from "fast-check";
import { defineLaw, type Law } from "../../kit/define-law.ts";
import type { NormCompositionSubject } from "./subject.ts";

type Symbolic = tfl.SymbolicTensor;

/** Layers that have no Lipschitz constant, or none that is known, each called `suspect` in a model of its own. */
const suspects: Readonly<Record<string, () => tfl.LayersModel>> = {
  multiply: () => merging((x) => tfl.layers.multiply({ name: "suspect" }).apply([x, x]) as Symbolic),
  dot: () => merging((x) => tfl.layers.dot({ name: "suspect", axes: 1 }).apply([x, x]) as Symbolic),
  thresholdedReLU: () => merging((x) => tfl.layers.thresholdedReLU({ name: "suspect" }).apply(x) as Symbolic),
  "own class": () => merging((x) => new Squares({ name: "suspect" }).apply(x) as Symbolic),
  embedding: () => {
    const input = tfl.input({ shape: [2], name: "in" });
    const embedded = tfl.layers.embedding({ name: "suspect", inputDim: 3, outputDim: 2 }).apply(input) as Symbolic;
    return tfl.model({ inputs: input, outputs: tfl.layers.flatten({ name: "flat" }).apply(embedded) as Symbolic });
  },
  recurrent: () => {
    const input = tfl.input({ shape: [2, 1], name: "in" });
    const options = { name: "suspect", units: 2, recurrentInitializer: "ones" } as const;
    return tfl.model({ inputs: input, outputs: tfl.layers.simpleRNN(options).apply(input) as Symbolic });
  },
};

/** A layer that nobody has a rule for. */
class Squares extends tfl.layers.Layer {
  static readonly className = "Squares";
}

function merging(graph: (x: Symbolic) => Symbolic): tfl.LayersModel {
  const input = tfl.input({ shape: [2], name: "in" });
  return tfl.model({ inputs: input, outputs: graph(input) });
}

/** A layer without a rule is an error that names it, never a factor of one. */
export const refusals: Law<NormCompositionSubject> = defineLaw<NormCompositionSubject, string>({
  name: "refusals",
  statement: "A layer without a rule is an error that names it, and never counted as 1.",
  source: "gloro counts unknown layers as 1; ECLipsE drops them",
  share: 0.2,
  cases: fc.constantFrom(...Object.keys(suspects)),
  labels: (given) => [given],
  measure: ({ networkBound }, given) => {
    const model = suspects[given]?.();
    if (model === undefined) throw new RangeError(`refusals: must know the layer, received ${given}`);
    const message = messageOf(() => networkBound(model, { normOf: () => 1 }));
    return [{ observed: message.includes("suspect") ? 0 : 1, allowed: 0, what: `refusal of ${given}: ${message}` }];
  },
});

function messageOf(f: () => { readonly bound: number }): string {
  try {
    return `none, but the bound ${f().bound}`;
  } catch (error) {
    return error instanceof RangeError ? error.message : `another error: ${String(error)}`;
  }
}
