import { u32 } from "../../weights/rounding.ts";
import { dividesByEstimate, type SpectralNormFactory } from "../subject.ts";
import type { ViewedKernel } from "./matrix-view.ts";
import { barOf, type OneLayer } from "./one-layer.ts";
import type { SigmaFacts } from "./sigma-facts.ts";

/**
 * The share that makes `W̄ = share · W / |uᵀWv|` true: the share of k, where that is what W̄ is; for a mode that divides by
 * something else, from an entry of W̄, which is rounded once.
 *
 * @param subject - what normalises
 * @param model - the model at some stage
 * @param options - its kernel, its `|uᵀWv|`, and its share of k
 */
export async function shareUsed(
  subject: SpectralNormFactory,
  model: OneLayer,
  { kernel, facts, share }: { readonly kernel: ViewedKernel; readonly facts: SigmaFacts; readonly share: number },
): Promise<number> {
  const sizes = kernel.values.map(Math.abs);
  const largest = sizes.indexOf(Math.max(...sizes));
  const w = kernel.values[largest] ?? 0;
  if (dividesByEstimate(subject) || w === 0) return share;
  const bar = await barOf(model);
  return ((bar[largest] ?? Number.NaN) / w) * facts.sigma;
}

/** What that share may be off by, relative to it. */
export function errorOfShare(subject: SpectralNormFactory): number {
  return dividesByEstimate(subject) ? 0 : u32;
}
