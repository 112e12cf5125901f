import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { OneDnnError } from "../../../src/native/onednn/dialect.ts";
import { free, images, packed, permuted } from "../../../src/native/onednn/layouts.ts";
import { openLibrary } from "../../../src/native/onednn/library.ts";
import {
  constant,
  layout,
  layoutSince3,
  real,
  sizes,
  type Layout,
  type Operation,
} from "../../../src/native/onednn/operation.ts";
import {
  DESTINATION,
  DESTINATION_GRADIENT,
  SOURCE,
  SOURCE_1,
  SOURCE_GRADIENT,
  WEIGHTS,
  makePrimitive,
  type Primitive,
} from "../../../src/native/onednn/primitive.ts";
import type { Koffi } from "../../../src/native/onednn/koffi.ts";
import { countingKoffi } from "../support/counting-koffi.ts";
import { koffi as installed, testLibraries } from "../support/libraries.ts";

/** Unit roundoff of float32. */
const U = 2 ** -24;

/** Runs a primitive on numbers, which must not be collected before it ends: their last use stands behind it. */
function runOn(koffi: Koffi, primitive: Primitive, tensors: readonly Float32Array[]): void {
  primitive.run(...tensors.map((values) => Number(koffi.address(values))));
  if (tensors.some((values) => values.length === 0)) throw new Error("there is nothing to compute on");
}

/** Float32 numbers in memory of their own, which stays where it is. */
function floats(values: readonly number[]): Float32Array {
  return new Float32Array(Float32Array.from(values).buffer);
}

const dimension = fc.integer({ min: 1, max: 9 });
const value = fc.float({ min: -8, max: 8, noNaN: true });
const vector = (length: number): fc.Arbitrary<number[]> => fc.array(value, { minLength: length, maxLength: length });

describe.each(testLibraries)("the dialect of $title", ({ path, isMissing }) => {
  const koffi = installed as Koffi; // a library is missing too where koffi is

  it.skipIf(isMissing)("multiplies matrices, and frees each object that it makes, for all sizes", () => {
    const counting = countingKoffi(koffi);
    const library = openLibrary(counting.koffi, path);
    const product = fc
      .tuple(dimension, dimension, dimension)
      .chain(([m, k, n]) =>
        fc.record({ m: fc.constant(m), k: fc.constant(k), n: fc.constant(n), a: vector(m * k), b: vector(k * n) }),
      );
    fc.assert(
      fc.property(product, ({ m, k, n, a, b }) => {
        const [left, right, result] = [packed([m, k]), packed([k, n]), packed([m, n])];
        const primitive = makePrimitive(
          library,
          { family: "matmul", parameters: [layout(left), layout(right), layout(null), layout(result)] },
          [
            { argument: SOURCE, layout: left },
            { argument: WEIGHTS, layout: right },
            { argument: DESTINATION, layout: result },
          ],
        );
        const [x, y, out] = [floats(a), floats(b), floats(Array.from({ length: m * n }, () => 0))];
        runOn(koffi, primitive, [x, y, out]);
        primitive.dispose();
        primitive.dispose();
        for (let row = 0; row < m; row++) {
          for (let column = 0; column < n; column++) {
            const terms = Array.from({ length: k }, (_none, i) => (x[row * k + i] ?? NaN) * (y[i * n + column] ?? NaN));
            // Higham, Accuracy and Stability (2002), (3.5): k rounded terms are off by at most k u / (1 - k u) of the
            // sum of their magnitudes; the last term is for subnormal numbers, which may count as zero.
            const scale = terms.reduce((sum, term) => sum + Math.abs(term), 0);
            const error = Math.abs((out[row * n + column] ?? NaN) - terms.reduce((sum, term) => sum + term, 0));
            expect(error).toBeLessThanOrEqual(1.01 * k * U * scale + k * 2 ** -126);
          }
        }
        expect(counting.alive()).toEqual({ engine: 1, stream: 1 });
      }),
    );
    library.dispose();
    expect([counting.alive(), counting.wronglyFreed()]).toEqual([{}, 0]);
  });

  it.skipIf(isMissing)("frees what it has made where the library cannot go on", () => {
    const counting = countingKoffi(koffi);
    const library = openLibrary(counting.koffi, path);
    const image = images([1, 4, 4, 2]);
    const broken: Operation = {
      family: "convolution_forward",
      parameters: [
        constant("forward_inference"),
        constant("convolution_direct"),
        layout(image),
        layout(free(permuted([3, 3, 5, 2], [3, 2, 0, 1]))), // five channels for two
        layout(null),
        layout(image),
        ...[[1, 1], [0, 0], [1, 1], [1, 1]].map(sizes), // prettier-ignore
      ],
      after: [{ kind: "eltwise", algorithm: "eltwise_relu", alpha: 0.2, beta: 0 }],
    };
    const backward: Operation = {
      family: "convolution_backward_data",
      parameters: broken.parameters.slice(1, 4),
      forward: broken,
    };
    const tooMany: Layout = packed(Array.from({ length: 13 }, () => 1)); // axes; 12 is oneDNN's most
    const square: Operation = {
      family: "binary",
      parameters: [constant("binary_mul"), layout(packed([2])), layout(packed([3])), layout(packed([2]))],
    };
    for (const [operation, bindings] of [
      [broken, []],
      [backward, []],
      [square, []],
      // Not a function of one number.
      [{ ...square, after: [{ kind: "eltwise", algorithm: "binary_add", alpha: 0, beta: 0 }] }, []],
      [{ family: "matmul", parameters: [layout(tooMany), layout(tooMany), layout(null), layout(tooMany)] }, []],
      [
        { ...square, parameters: [constant("binary_mul"), ...[1, 2, 3].map(() => layout(packed([2])))] },
        [
          { argument: SOURCE, layout: packed([2]) },
          { argument: SOURCE_1, layout: tooMany },
        ],
      ],
    ] satisfies [Operation, { argument: number; layout: Layout }[]][]) {
      expect(() => makePrimitive(library, operation, bindings)).toThrow(OneDnnError);
      expect(counting.alive()).toEqual({ engine: 1, stream: 1 });
    }
    library.dispose();
    expect([counting.alive(), counting.wronglyFreed()]).toEqual([{}, 0]);
  });

  it.skipIf(isMissing)("computes a gradient, and frees the description of what it belongs to", () => {
    const counting = countingKoffi(koffi);
    const library = openLibrary(counting.koffi, path);
    const row = packed([3]);
    const forward: Operation = {
      family: "eltwise_forward",
      parameters: [
        constant("forward_training"),
        constant("eltwise_square"),
        layout(row),
        layoutSince3(row),
        real(0),
        real(0),
      ],
    };
    const primitive = makePrimitive(
      library,
      {
        family: "eltwise_backward",
        parameters: [constant("eltwise_square"), layout(row), layoutSince3(row), layout(row), real(0), real(0)],
        forward,
      },
      [
        { argument: SOURCE, layout: row },
        { argument: DESTINATION_GRADIENT, layout: row },
        { argument: SOURCE_GRADIENT, layout: row },
      ],
    );
    expect(counting.alive()).toEqual({ engine: 1, stream: 1, primitive: 1, memory: 3 });
    const [x, dy, dx] = [floats([1, 2, -3]), floats([1, 10, 100]), floats([0, 0, 0])];
    runOn(koffi, primitive, [x, dy, dx]);
    expect([...dx]).toEqual([2, 40, -600]);
    primitive.dispose();
    library.dispose();
    expect([counting.alive(), counting.wronglyFreed()]).toEqual([{}, 0]);
  });

  it.skipIf(isMissing)("copies a tensor into the layout that the library prefers, and back", () => {
    const library = openLibrary(koffi, path);
    // Many channels: the library blocks them, on every processor with vectors.
    const [source, weights, result] = [
      images([1, 3, 3, 32]),
      permuted([1, 1, 32, 32], [3, 2, 0, 1]),
      images([1, 3, 3, 32]),
    ];
    const primitive = makePrimitive(
      library,
      {
        family: "convolution_forward",
        parameters: [
          constant("forward_inference"),
          constant("convolution_direct"),
          layout(free(source)),
          layout(free(weights)),
          layout(null),
          layout(free(result)),
          ...[[1, 1], [0, 0], [0, 0], [0, 0]].map(sizes), // prettier-ignore
        ],
      },
      [
        { argument: SOURCE, layout: source },
        { argument: WEIGHTS, layout: weights },
        { argument: DESTINATION, layout: result },
      ],
    );
    const x = floats(Array.from({ length: 9 * 32 }, (_none, i) => i));
    // The kernel that moves channel i to channel 31 - i.
    const filter = floats(
      Array.from({ length: 32 * 32 }, (_none, i) => (Math.floor(i / 32) + (i % 32) === 31 ? 1 : 0)),
    );
    const y = floats(Array.from({ length: 9 * 32 }, () => Number.NaN));
    runOn(koffi, primitive, [x, filter, y]);
    expect([...y]).toEqual(Array.from({ length: 9 * 32 }, (_none, i) => 32 * Math.floor(i / 32) + 31 - (i % 32)));
    primitive.dispose();
    library.dispose();
  });

  it.skipIf(isMissing)("applies what is to be done to each result, in order", () => {
    const library = openLibrary(koffi, path);
    const row = packed([4]);
    const primitive = makePrimitive(
      library,
      {
        family: "binary",
        parameters: [constant("binary_sub"), layout(row), layout(row), layout(row)],
        after: [
          { kind: "eltwise", algorithm: "eltwise_relu", alpha: 0.25, beta: 0 },
          { kind: "eltwise", algorithm: "eltwise_linear", alpha: 2, beta: 1 },
          { kind: "sum", factor: 1 },
        ],
      },
      [
        { argument: SOURCE, layout: row },
        { argument: SOURCE_1, layout: row },
        { argument: DESTINATION, layout: row },
      ],
    );
    const [a, b, out] = [floats([1, 2, 3, 4]), floats([5, 2, 1, 12]), floats([100, 200, 300, 400])];
    runOn(koffi, primitive, [a, b, out]);
    // leaky: -1, 0, 2, -2; twice and one more: -1, 1, 5, -3
    expect([...out]).toEqual([99, 201, 305, 397]);
    primitive.dispose();
    library.dispose();
  });

  it.skipIf(isMissing)("numbers the functions of one variable as the library does", () => {
    const library = openLibrary(koffi, path);
    const given = floats([-2, -0.5, 0.25, 1, 3]);
    const row = packed([given.length]);
    const functions: readonly [Parameters<typeof constant>[0], number, number, (x: number) => number][] = [
      ["eltwise_relu", 0.25, 0, (x) => (x > 0 ? x : 0.25 * x)],
      ["eltwise_square", 0, 0, (x) => x * x],
      ["eltwise_sqrt", 0, 0, Math.sqrt],
      ["eltwise_linear", 3, 1, (x) => 3 * x + 1],
    ];
    for (const [algorithm, alpha, beta, exact] of functions) {
      const primitive = makePrimitive(
        library,
        {
          family: "eltwise_forward",
          parameters: [
            constant("forward_inference"),
            constant(algorithm),
            layout(row),
            layoutSince3(row),
            real(alpha),
            real(beta),
          ],
        },
        [
          { argument: SOURCE, layout: row },
          { argument: DESTINATION, layout: row },
        ],
      );
      const out = floats([...given].map(() => 0));
      runOn(koffi, primitive, [given, out]);
      for (const [i, x] of given.entries()) {
        const [expected, got] = [exact(x), out[i] ?? 0];
        // To tell one function from another; how exactly each is computed, the conformance suite measures.
        const isNear = Math.abs(got - expected) <= 2 ** -10 * Math.max(1, Math.abs(expected));
        expect(isNear || (Number.isNaN(expected) && Number.isNaN(got)), `${algorithm}(${x}) = ${got}`).toBe(true);
      }
      primitive.dispose();
    }
    library.dispose();
  });
});
