import { createRng } from "@lipschitz-gan/core";
import * as fc from "fast-check";

/** A convolution of images as small plain data: its geometry and the entries of its kernel. */
export interface KernelCase {
  /** Which operation. A grouped one is a convolution of each group of channels by itself. */
  readonly kind: "conv" | "conv-transpose" | "depthwise" | "grouped";
  /** Height and width of the window. */
  readonly window: readonly [number, number];
  /** Step of the window, down and across. */
  readonly stride: number;
  /** Distance between the places of the window that are read; 1 if they lie side by side. */
  readonly dilation: number;
  /** Zeros around the image, or none. */
  readonly padding: "same" | "valid";
  /** Height and width of the input image. */
  readonly image: readonly [number, number];
  /** Groups of a grouped convolution; the input channels of a depthwise one; 1 else. */
  readonly groups: number;
  /** Input channels of one group; 1 for a depthwise convolution. */
  readonly inputs: number;
  /** Output channels of one group (the multiplier of a depthwise convolution). */
  readonly outputs: number;
  /** Whole numbers from -3 to 3, cycled through, or a seed of normal numbers. */
  readonly entries: { readonly integers: readonly number[] } | { readonly seed: number };
}

/** A kernel in the layout that TensorFlow.js takes. */
export interface Kernel {
  /**
   * conv `[h, w, in, out]`; conv-transpose `[h, w, out, in]`; depthwise `[h, w, channels, multiplier]`; grouped
   * `[h, w, in / groups, out]`, the outputs of one group next to each other.
   */
  readonly shape: readonly [number, number, number, number];
  /** The entries, last axis fastest, each a float32. */
  readonly values: Float32Array;
}

/** What kernels are drawn. */
export interface KernelCaseOptions {
  /** Which kinds, at least one; all if not given. */
  readonly kinds?: readonly KernelCase["kind"][];
  /** Largest height and width of the image; 7 if not given. */
  readonly maxImage?: number;
  /** Most channels, in and out, in all; 4 if not given. */
  readonly maxChannels?: number;
}

/**
 * Convolutions that TensorFlow.js computes: stride and dilation are not both above 1, a transposed convolution has no
 * dilation, and the window fits into the image where there is no padding.
 *
 * @param options - kinds and sizes
 * @returns cases for {@link kernelOf}
 */
export function kernelCase({
  kinds = ["conv", "conv-transpose", "depthwise", "grouped"],
  maxImage = 7,
  maxChannels = 4,
}: KernelCaseOptions = {}): fc.Arbitrary<KernelCase> {
  const channels = fc.integer({ min: 1, max: maxChannels });
  return fc
    .record({
      kind: fc.constantFrom(...kinds),
      window: sides(4),
      stride: fc.integer({ min: 1, max: 3 }),
      dilation: fc.integer({ min: 1, max: 3 }),
      wantsStride: fc.boolean(),
      padding: fc.constantFrom<KernelCase["padding"]>("same", "valid"),
      image: sides(maxImage),
      groups: channels,
      inputs: channels,
      outputs: channels,
      entries: fc.oneof(
        { withCrossShrink: true },
        fc.record({
          integers: fc.array(fc.integer({ min: -3, max: 3 }), { minLength: 1, maxLength: 12, size: "max" }),
        }),
        fc.record({ seed: fc.nat(1e6) }),
      ),
    })
    .map(({ wantsStride, ...wish }) => allowed(wish, wantsStride, maxChannels));
}

function sides(max: number): fc.Arbitrary<[number, number]> {
  return fc.tuple(fc.integer({ min: 1, max }), fc.integer({ min: 1, max }));
}

/** The nearest case that TensorFlow.js computes and that has no more channels than asked for. */
function allowed(wish: KernelCase, wantsStride: boolean, maxChannels: number): KernelCase {
  const groups = { conv: 1, "conv-transpose": 1, depthwise: wish.groups, grouped: wish.groups }[wish.kind];
  const inOneGroup = Math.floor(maxChannels / groups);
  const isStrided = wish.kind === "conv-transpose" || wantsStride;
  const dilation = isStrided ? 1 : wish.dilation;
  const fits = wish.window.every((length, i) => (length - 1) * dilation + 1 <= (wish.image[i] ?? 0));
  return {
    ...wish,
    stride: isStrided ? wish.stride : 1,
    dilation,
    // A transposed convolution spreads a pixel out, so that its window always fits.
    padding: fits || wish.kind === "conv-transpose" ? wish.padding : "same",
    groups,
    inputs: wish.kind === "depthwise" ? 1 : Math.min(wish.inputs, inOneGroup),
    outputs: Math.min(wish.outputs, inOneGroup),
  };
}

/**
 * The kernel of a case.
 *
 * @param given - the case
 * @returns shape and entries, in the layout of TensorFlow.js
 */
export function kernelOf(given: KernelCase): Kernel {
  const { kind, window, groups, inputs, outputs } = given;
  const channels = {
    conv: [inputs, outputs],
    "conv-transpose": [outputs, inputs],
    depthwise: [groups, outputs],
    grouped: [inputs, groups * outputs],
  } as const;
  const shape = [...window, ...channels[kind]] as const;
  const length = shape.reduce((product, n) => product * n, 1);
  return { shape, values: Float32Array.from({ length }, entryOf(given)) };
}

function entryOf({ entries }: KernelCase): (unused: unknown, i: number) => number {
  if ("seed" in entries) {
    const random = createRng(entries.seed).stream("kernel");
    return () => random.normal();
  }
  const { integers } = entries;
  return (_, i) => integers[i % integers.length] ?? Number.NaN;
}

/**
 * Shape of one input image of a case.
 *
 * @param given - the case
 * @returns `[height, width, channels]`
 */
export function inputShapeOf({ image, groups, inputs }: KernelCase): [number, number, number] {
  return [...image, groups * inputs];
}

/**
 * The classes of a case, for statistics.
 *
 * @param given - the case
 * @returns its kind, padding, stride, dilation, window, entries, and how the image divides by the stride
 */
export function kernelLabels(given: KernelCase): readonly string[] {
  const { kind, padding, stride, dilation, window, image, entries } = given;
  const isAligned = image.every((length) => length % stride === 0);
  const isLarger = window.some((length, i) => (length - 1) * dilation + 1 > (image[i] ?? 0));
  return [
    `kind: ${kind}`,
    `padding: ${padding}`,
    `stride: ${stride}`,
    `dilation: ${dilation}`,
    `window: ${window.every((length) => length === 1) ? "one place" : isLarger ? "larger than the image" : "several places"}`,
    `stride ${isAligned ? "divides" : "does not divide"} the image`,
    `entries: ${"seed" in entries ? "normal" : "integers"}`,
  ];
}
