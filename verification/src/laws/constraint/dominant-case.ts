import * as fc from "fast-check";
import {
  type Architecture,
  type KernelKind,
  type Kernels,
  kernelShapesOf,
  showCritic,
  sizeOf,
} from "./architecture.ts";
import { architecture, architectureLabels, type ArchitectureOptions } from "./architecture-arbitrary.ts";
import { placeOf } from "./leading-case.ts";

/**
 * A critic with kernels where any sensible parametrization is smooth: on the diagonals `i = j mod min(m, n)` of a kernel's
 * matrix stand 4 to 6, elsewhere -1 to 1.
 *
 * With at most four rows or columns the square part has, by Gershgorin's bound for singular values, none below
 * `4 - 3 = 1`, so there is no zero row, no zero column, and no small singular value.
 */
export interface DominantCase extends Architecture {
  /** What is added to 4 on the diagonals, cycled through. */
  readonly diagonal: readonly number[];
  /** The entries elsewhere, cycled through. */
  readonly others: readonly number[];
  /** The direction in which the kernels are moved, cycled through, not all zero. */
  readonly direction: readonly number[];
  /** The kernels and the direction are multiplied by `2^exponent`. */
  readonly exponent: number;
}

/** Critics at which anyone's constraint can be differentiated, and a direction. */
export function dominantCase(
  options: ArchitectureOptions & { readonly exponents: readonly number[] },
): fc.Arbitrary<DominantCase> {
  const ones = fc.integer({ min: -1, max: 1 });
  return fc
    .tuple(
      architecture(options),
      fc.array(fc.integer({ min: 0, max: 2 }), { minLength: 1, maxLength: 4 }),
      fc.array(ones, { minLength: 1, maxLength: 7 }),
      fc.array(ones, { minLength: 1, maxLength: 7 }).map((list) => (list.every((x) => x === 0) ? [1] : list)),
      fc.constantFrom(...options.exponents),
    )
    .map(([layers, diagonal, others, direction, exponent]) =>
      Object.assign({}, layers, { diagonal, others, direction, exponent }),
    );
}

/**
 * The kernels of a case, moved along its direction. Exact in float32 for steps that are small powers of two.
 *
 * @param given - the case
 * @param step - how far
 */
export function dominantKernels(given: DominantCase, step = 0): Kernels {
  const { direction, exponent } = given;
  let position = 0;
  return Object.fromEntries(
    kernelShapesOf(given).map(([name, shape]) => {
      const values = dominantValues(name === "score/kernel" ? "dense" : given.kind, shape, given);
      const moved = values.map((value) => (value + step * at(direction, position++)) * 2 ** exponent);
      return [name, { shape, values: moved }];
    }),
  );
}

/** The direction of a case for each kernel. */
export function directionOf(given: DominantCase): Kernels {
  let position = 0;
  return Object.fromEntries(
    kernelShapesOf(given).map(([name, shape]) => [
      name,
      {
        shape,
        values: Array.from({ length: sizeOf(shape) }, () => at(given.direction, position++) * 2 ** given.exponent),
      },
    ]),
  );
}

function dominantValues(kind: KernelKind, shape: readonly number[], { diagonal, others }: DominantCase): number[] {
  const places = Array.from({ length: sizeOf(shape) }, (_, i) => placeOf(kind, shape, i));
  const size = 1 + Math.min(Math.max(...places.map(({ row }) => row)), Math.max(...places.map(({ column }) => column)));
  return places.map(({ row, column }, i) =>
    row % size === column % size ? 4 + at(diagonal, row + column) : at(others, i),
  );
}

function at(list: readonly number[], i: number): number {
  return list[i % list.length] ?? 0;
}

/** A case as a person reads it. */
export function showDominant(given: DominantCase): string {
  const moved = Object.entries(directionOf(given)).map(([name, { values }]) => `${name} along [${values.join(", ")}]`);
  return [showCritic(given, dominantKernels(given)), ...moved].join("\n");
}

/** The classes of a case, for statistics. */
export function dominantLabels(given: DominantCase): readonly string[] {
  return [
    ...architectureLabels(given),
    `scale: 2^${given.exponent}`,
    `diagonal: ${given.diagonal.every((entry) => entry === given.diagonal[0]) ? "equal" : "unequal"}`,
  ];
}
