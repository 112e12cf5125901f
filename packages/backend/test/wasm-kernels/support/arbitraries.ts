import * as fc from "fast-check";
import { outputSize } from "./naive-convolution.ts";
import type { ConvolutionCase } from "./naive-convolution.ts";

type Pair = [number, number];

function pairOf(min: number, max: number): fc.Arbitrary<Pair> {
  return fc.tuple(fc.integer({ min, max }), fc.integer({ min, max }));
}

/** TensorFlow.js allows a stride or a dilation above 1, not both. */
function stridesAndDilations(): fc.Arbitrary<{ strides: Pair; dilations: Pair }> {
  const one: Pair = [1, 1];
  return fc.oneof(
    pairOf(1, 3).map((strides) => ({ strides, dilations: one })),
    pairOf(1, 3).map((dilations) => ({ strides: one, dilations })),
  );
}

function explicitPadding(): fc.Arbitrary<[number, number, number, number]> {
  const side = fc.integer({ min: 0, max: 4 });
  return fc.tuple(side, side, side, side);
}

function square([side]: Pair): Pair {
  return [side, side];
}

/** With one number for all sides TensorFlow.js works out both output sizes from the height's stride and kernel. */
function assemble(c: ConvolutionCase & Record<"size" | "kernel" | "strides" | "dilations", Pair>): ConvolutionCase {
  if (typeof c.pad !== "number") return c;
  return {
    ...c,
    size: square(c.size),
    kernel: square(c.kernel),
    strides: square(c.strides),
    dilations: square(c.dilations),
  };
}

/** Convolutions small enough for a naive loop: kernel 1–7, stride 1–3, dilation 1–3, sizes 1–9, every padding. */
export function convolutionCase(depthwise: boolean): fc.Arbitrary<ConvolutionCase> {
  return fc
    .record({
      batch: fc.integer({ min: 1, max: 3 }),
      size: pairOf(1, 9),
      kernel: pairOf(1, 7),
      moves: stridesAndDilations(),
      pad: fc.oneof(
        fc.constant<"same">("same"),
        fc.constant<"valid">("valid"),
        explicitPadding(),
        fc.integer({ min: 0, max: 3 }),
      ),
      inChannels: fc.integer({ min: 1, max: 5 }),
      filters: fc.integer({ min: 1, max: depthwise ? 3 : 9 }),
    })
    .map(({ moves, ...drawn }) => assemble(Object.assign(drawn, moves, { depthwise })))
    .filter((c) => outputSize(c).every((n) => n >= 1));
}

/** Float32 numbers of mixed size and sign, with zeros, drawn from a seed so that shrinking stays fast. */
export function floats(length: number, seed: number): Float32Array {
  let state = (seed ^ 0x9e3779b9) >>> 0;
  return Float32Array.from({ length }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    const unit = state / 2 ** 31 - 1;
    return state % 11 === 0 ? 0 : unit * 2 ** ((state >>> 8) % 5);
  });
}
