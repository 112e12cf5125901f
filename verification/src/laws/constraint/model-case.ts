import type * as tfl from "@tensorflow/tfjs-layers";
import * as fc from "fast-check";
import { type Architecture, buildCritic, type Kernels, kernelShapesOf, showCritic, sizeOf } from "./architecture.ts";
import { architecture, architectureLabels, type ArchitectureOptions } from "./architecture-arbitrary.ts";

/** A critic with kernels of small numbers, as small plain data. */
export interface ModelCase extends Architecture {
  /** Entries of the kernels, cycled through; each kernel begins one entry later than the one before it. */
  readonly entries: readonly number[];
  /** The kernels are multiplied by `2^exponent`. */
  readonly exponent: number;
}

/** What critics are drawn. */
export interface ModelCaseOptions extends ArchitectureOptions {
  /** Powers of two that the kernels are multiplied by, the simplest first; 0 unless given. */
  readonly exponents?: readonly number[];
  /** Whether one in four has kernels of zeros; false unless given, and zeros are as rare as chance makes them. */
  readonly withZeros?: boolean;
}

/** Critics with kernels of whole numbers or quarters from -3 to 3. They shrink to one dense layer with one number. */
export function modelCase({
  exponents = [0],
  withZeros = false,
  ...options
}: ModelCaseOptions): fc.Arbitrary<ModelCase> {
  const zeros = { weight: withZeros ? 1 : 0, arbitrary: fc.constant([0]) };
  return fc
    .tuple(
      architecture(options),
      fc.oneof(zeros, { weight: 3, arbitrary: smallEntries }),
      fc.constantFrom(...exponents),
    )
    .map(([layers, entries, exponent]) => Object.assign({}, layers, { entries, exponent }));
}

const smallEntries: fc.Arbitrary<readonly number[]> = fc.oneof(
  { weight: 1, arbitrary: fc.array(fc.integer({ min: -3, max: 3 }), { minLength: 1, maxLength: 3 }) },
  { weight: 2, arbitrary: fc.array(fc.integer({ min: -3, max: 3 }), { minLength: 4, maxLength: 12 }) },
  {
    weight: 2,
    arbitrary: fc.array(
      fc.integer({ min: -12, max: 12 }).map((quarters) => quarters / 4),
      { minLength: 4, maxLength: 12 },
    ),
  },
);

/** The kernels of a case. */
export function kernelsOfCase({ entries, exponent, ...layers }: ModelCase): Kernels {
  return Object.fromEntries(
    kernelShapesOf(layers).map(([name, shape], start) => {
      const entry = (i: number): number => (entries[(start + i) % entries.length] ?? 0) * 2 ** exponent;
      return [name, { shape, values: Array.from({ length: sizeOf(shape) }, (_, i) => entry(i)) }];
    }),
  );
}

/** The critic of a case, which the caller disposes. */
export function modelOfCase(given: ModelCase): tfl.LayersModel {
  return buildCritic(given, kernelsOfCase(given));
}

/** A case as a person reads it. */
export function showModel(given: ModelCase): string {
  return showCritic(given, kernelsOfCase(given));
}

/** The classes of a case, for statistics. */
export function modelLabels(given: ModelCase): readonly string[] {
  const { entries, exponent } = given;
  const scale = exponent === 0 ? [] : [`scale: 2^${exponent}`];
  return [...architectureLabels(given), `entries: ${entriesClass(entries)}`, ...scale];
}

function entriesClass(entries: readonly number[]): string {
  if (entries.every((entry) => entry === 0)) return "zero";
  if (entries.every((entry) => entry === entries[0])) return "constant";
  return entries.every(Number.isInteger) ? "whole" : "quarters";
}
