import * as fc from "fast-check";
import {
  type Architecture,
  type KernelKind,
  type Kernels,
  type KernelValues,
  kernelShapesOf,
  showCritic,
  sizeOf,
} from "./architecture.ts";
import { architecture, architectureLabels, type ArchitectureOptions } from "./architecture-arbitrary.ts";

/**
 * A critic whose kernel matrices have a leading singular value at least twice the next: `s a bᵀ + E` with small whole
 * numbers, and s a power of two.
 */
export interface LeadingCase extends Architecture {
  /** a, cycled through; no zeros. */
  readonly left: readonly number[];
  /** b, cycled through; no zeros. */
  readonly right: readonly number[];
  /** The entries of E, cycled through. */
  readonly rest: readonly number[];
}

/** Critics with a gap of at least a half in the spectrum of each kernel. */
export function leadingCase(options: ArchitectureOptions): fc.Arbitrary<LeadingCase> {
  const nonZero = fc.array(fc.constantFrom(1, -1, 2, -2, 3), { minLength: 1, maxLength: 4 });
  const drawn = fc.record({
    layers: architecture(options),
    left: nonZero,
    right: nonZero,
    rest: fc.array(fc.integer({ min: -1, max: 1 }), { minLength: 1, maxLength: 7 }),
  });
  // Leading vectors that a start from ones never finds.
  const alternating = fc.record({
    layers: architecture({ ...options, minWidth: 2 }).map((layers) =>
      Object.assign({}, layers, { width: 2 * Math.floor(layers.width / 2) }),
    ),
    left: fc.constantFrom([1, -1], [-2, 2]),
    right: nonZero,
    rest: fc.constant([0]),
  });
  return fc
    .oneof({ arbitrary: drawn, weight: 2 }, { arbitrary: alternating, weight: 1 })
    .map(({ layers, ...numbers }) => Object.assign({}, layers, numbers));
}

/**
 * The kernels of a case.
 *
 * By Weyl, `σ₁ >= s |a| |b| - ‖E‖` and `σ₂ <= ‖E‖`, so `s |a| |b| >= 3 ‖E‖_F` makes `σ₂ <= σ₁ / 2`; s is the smallest
 * power of two from 1 on that does.
 */
export function leadingKernels({ left, right, rest, ...layers }: LeadingCase): Kernels {
  return Object.fromEntries(
    kernelShapesOf(layers).map(([name, shape]) => {
      const kind = name === "score/kernel" ? "dense" : layers.kind;
      return [name, leadingKernel(kind, shape, { left, right, rest })];
    }),
  );
}

function leadingKernel(
  kind: KernelKind,
  shape: readonly number[],
  { left, right, rest }: Pick<LeadingCase, "left" | "right" | "rest">,
): KernelValues {
  const places = Array.from({ length: sizeOf(shape) }, (_, i) => placeOf(kind, shape, i));
  const product = places.map(({ row, column }) => at(left, row) * at(right, column));
  const noise = places.map((_, i) => at(rest, i));
  // A depthwise kernel has as many blocks as channels: |a||b| is the same in each, ‖E‖_F of each is less than of all.
  const nBlocks = kind === "depthwise" ? (shape[2] ?? 1) : 1;
  const wanted = (3 * Math.hypot(...noise)) / (Math.hypot(...product) / Math.sqrt(nBlocks));
  const scale = 2 ** Math.max(0, Math.ceil(Math.log2(wanted)));
  return { shape, values: product.map((entry, i) => scale * entry + (noise[i] ?? 0)) };
}

function at(list: readonly number[], i: number): number {
  return list[i % list.length] ?? 0;
}

/** Row (output) and column (all else) of an entry in the matrix of its kernel, or in its block of it. */
export function placeOf(kind: KernelKind, shape: readonly number[], i: number): { row: number; column: number } {
  const last = shape.at(-1) ?? 1;
  if (kind === "conv-transpose") {
    const outputs = shape[2] ?? 1; // [height, width, out, in]
    const [pixel, row, input] = [Math.floor(i / (outputs * last)), Math.floor(i / last) % outputs, i % last];
    return { row, column: pixel * last + input };
  }
  if (kind === "depthwise") return { row: i % last, column: Math.floor(i / (last * (shape[2] ?? 1))) };
  return { row: i % last, column: Math.floor(i / last) };
}

/** A case as a person reads it. */
export function showLeading(given: LeadingCase): string {
  return showCritic(given, leadingKernels(given));
}

/** The classes of a case, for statistics. */
export function leadingLabels(given: LeadingCase): readonly string[] {
  return [...architectureLabels(given), given.rest.every((entry) => entry === 0) ? "rank: one" : "rank: more"];
}
