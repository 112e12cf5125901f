import * as fc from "fast-check";
import type { Architecture, HiddenActivation, KernelKind } from "./architecture.ts";

/** What architectures are drawn. */
export interface ArchitectureOptions {
  /** Which kinds of layers. */
  readonly kinds: readonly KernelKind[];
  /** Which activations; linear, leaky and tanh unless given. */
  readonly activations?: readonly HiddenActivation[];
  /** Fewest outputs of the first layer; 0, no first layer, unless given. */
  readonly minWidth?: number;
  /** Most outputs of the first layer; 4 unless given. */
  readonly maxWidth?: number;
}

/**
 * Critics of at most two layers; they shrink to one dense layer of one input.
 *
 * @param options - kinds of layers, widths
 */
export function architecture({
  kinds,
  activations = ["linear", "leaky", "tanh"],
  minWidth = 0,
  maxWidth = 4,
}: ArchitectureOptions): fc.Arbitrary<Architecture> {
  return fc
    .record({
      kind: fc.constantFrom(...kinds),
      inputs: fc.integer({ min: 1, max: 3 }),
      width: fc.integer({ min: minWidth, max: maxWidth }),
      activation: fc.constantFrom(...activations),
    })
    .map((drawn) => (drawn.kind !== "dense" && drawn.width === 0 ? Object.assign({}, drawn, { width: 1 }) : drawn));
}

/** The classes of an architecture, for statistics. */
export function architectureLabels({ kind, width, activation }: Architecture): readonly string[] {
  return width === 0 ? ["layers: dense alone"] : [`layers: ${kind} and dense`, `activation: ${activation}`];
}
