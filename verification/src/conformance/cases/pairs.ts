import * as fc from "fast-check";
import { paired } from "../reference/paired.ts";
import { argument, largeShapes, seeds, shapes } from "../trial/draw.ts";
import type { ConformanceCase, Trial } from "../trial/trial.ts";
import { define, ONCE, shown } from "./define.ts";
import { type NamedSurface, surfaces } from "./surfaces.ts";

const FAMILY = "functions of two numbers";

type Shapes = readonly [readonly number[], readonly number[]];

/** How the operands' shapes fit together, from the shape of the result. */
const patterns: Readonly<Record<string, (shape: readonly number[]) => Shapes>> = {
  "same shape": (shape) => [shape, shape],
  "with a scalar": (shape) => [shape, []],
  "of a scalar": (shape) => [[], shape],
  "per channel": (shape) => [shape, shape.slice(-1)],
  "of a channel": (shape) => [shape.slice(-1), shape],
  "per row": (shape) => [shape, shape.map((extent, d) => (d === shape.length - 1 ? 1 : extent))],
  "per sample": (shape) => [shape, shape.map((extent, d) => (d === 0 ? extent : 1))],
  outer: (shape) => [
    shape.map((extent, d) => (d < shape.length / 2 ? extent : 1)),
    shape.map((extent, d) => (d < shape.length / 2 ? 1 : extent)),
  ],
  "across the middle": (shape) => [shape, shape.map((extent, d) => (d === 0 || d === shape.length - 1 ? extent : 1))],
  "all extents 1": (shape) => [shape, shape.map(() => 1)],
};

function trialOf(surface: NamedSurface, [a, b]: Shapes, seed: number): Trial {
  const { draw = "real", domain = (x: number) => x } = surface;
  return {
    shown: `${shown(a)} and ${shown(b)}, numbers from seed ${seed}`,
    args: [argument(a, draw, seed, (x) => domain(x, 0)), argument(b, draw, seed + 1, (x) => domain(x, 1))],
    run: (x, y) => surface.run(x, y),
    reference: (x, y) => paired(x, y, surface),
  };
}

/** Both operands the same tensor. */
function selfTrial(surface: NamedSurface, shape: readonly number[], seed: number): Trial {
  const domain = surface.domain ?? ((x: number) => x);
  return {
    shown: `${shown(shape)} with itself, numbers from seed ${seed}`,
    args: [argument(shape, surface.draw ?? "real", seed, (x) => domain(x, 1))],
    run: (x) => surface.run(x, x),
    reference: (x) => paired(x, x, surface),
  };
}

/** Patterns in which the result has the first operand's shape. */
const oneSided = ["same shape", "with a scalar", "per channel", "per row", "per sample", "across the middle"];

const everywhere: ReadonlySet<string> = new Set(["add", "sub", "mul", "div"]);
const isSmoothOnDiagonal = ({ name }: NamedSurface) => !["maximum", "minimum", "mod"].includes(name);

function casesOf(surface: NamedSurface): ConformanceCase[] {
  const names = surface.isOneSided === true ? oneSided : Object.keys(patterns);
  const small = (pattern: fc.Arbitrary<string>) =>
    fc
      .tuple(shapes(1, 4), pattern, seeds())
      .map(([shape, how, seed]) => trialOf(surface, (patterns[how] ?? ((s) => [s, s]))(shape), seed));
  const large = fc
    .tuple(largeShapes(), fc.constantFrom(...names), seeds())
    .map(([shape, how, seed]) => trialOf(surface, (patterns[how] ?? ((s) => [s, s]))(shape), seed));
  return [
    ...(everywhere.has(surface.name)
      ? names.map((how) => define(FAMILY, `${surface.name}, ${how}`, small(fc.constant(how))))
      : [define(FAMILY, surface.name, small(fc.constantFrom(...names)))]),
    ...(isSmoothOnDiagonal(surface)
      ? [
          define(
            FAMILY,
            `${surface.name}, of a tensor with itself`,
            fc.tuple(shapes(0, 4), seeds()).map(([shape, seed]) => selfTrial(surface, shape, seed)),
          ),
        ]
      : []),
    define(FAMILY, `${surface.name}, large`, large, { orders: ONCE, share: 0.2 }),
  ];
}

/** Functions of two numbers, in every pattern of broadcasting. */
export const pairCases: readonly ConformanceCase[] = surfaces.flatMap(casesOf);
