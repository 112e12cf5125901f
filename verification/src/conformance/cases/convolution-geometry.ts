import * as fc from "fast-check";
import { type Convolution, type Padding, windowCounts } from "../reference/windows.ts";

type Pair = readonly [number, number];

/** What TensorFlow.js takes for padding; with numbers it wants a rule of rounding, with words none. */
export function paddingOf({ pad }: Convolution): {
  readonly pad: "same" | "valid" | number | [[number, number], [number, number], [number, number], [number, number]];
  readonly rounding: "floor" | undefined;
} {
  if (typeof pad === "string") return { pad, rounding: undefined };
  if (typeof pad === "number") return { pad, rounding: "floor" };
  return {
    pad: [
      [0, 0],
      [pad[0], pad[1]],
      [pad[2], pad[3]],
      [0, 0],
    ],
    rounding: "floor",
  };
}

/** A geometry in a line. */
export function showGeometry(c: Convolution): string {
  const pad = typeof c.pad === "object" ? c.pad.join("-") : String(c.pad);
  const of = `[${c.batch}, ${c.size.join(", ")}, ${c.inChannels}]`;
  return `${of}, window ${c.kernel.join("×")}, strides ${c.strides.join("×")}, dilations ${c.dilations.join("×")}, pad ${pad}, filters ${c.filters}`;
}

const pair = (min: number, max: number): fc.Arbitrary<Pair> =>
  fc.tuple(fc.integer({ min, max }), fc.integer({ min, max }));

/** A stride or a dilation above 1: TensorFlow.js refuses both at once. */
const moves = (dilated: boolean): fc.Arbitrary<{ strides: Pair; dilations: Pair }> => {
  const strided = pair(1, 3).map((strides) => ({ strides, dilations: [1, 1] as const }));
  if (!dilated) return strided;
  return fc.oneof(
    strided,
    pair(1, 3).map((dilations) => ({ strides: [1, 1] as const, dilations })),
  );
};

const square = ([side]: Pair): Pair => [side, side];

/** With one number for all sides TensorFlow.js works out both output sizes from the height's window and stride. */
function squared(c: Convolution): Convolution {
  if (typeof c.pad !== "number") return c;
  return {
    ...c,
    size: square(c.size),
    kernel: square(c.kernel),
    strides: square(c.strides),
    dilations: square(c.dilations),
  };
}

/** What kinds of windows an operation takes. */
export interface GeometryOptions {
  /** Whether dilations above 1 are drawn. */
  readonly dilated?: boolean;
  /** Whether explicit padding is drawn, and whether it may differ from side to side. */
  readonly explicit?: "none" | "equal" | "any";
  /** Most filters. */
  readonly filters?: number;
  /** Whether every window must hold a pixel, as an average needs. */
  readonly inside?: boolean;
  /** Whether both strides are equal, as depthwise convolutions want them on some backends. */
  readonly sameStrides?: boolean;
}

/** Small geometries: windows of 1 to 5, strides and dilations of 1 to 3, odd and even sizes, every padding. */
export function geometry({
  dilated = true,
  explicit = "any",
  filters = 5,
  inside = false,
  sameStrides = false,
}: GeometryOptions = {}): fc.Arbitrary<Convolution> {
  const side = fc.integer({ min: 0, max: 3 });
  const words = fc.constantFrom<Padding>("same", "valid");
  const pads =
    explicit === "none"
      ? words
      : explicit === "equal"
        ? fc.oneof(words, side)
        : fc.oneof(words, side, fc.tuple(side, side, side, side));
  return fc
    .record({
      batch: fc.integer({ min: 1, max: 3 }),
      size: pair(1, 8),
      kernel: pair(1, 5),
      pad: pads,
      inChannels: fc.integer({ min: 1, max: 4 }),
      filters: fc.integer({ min: 1, max: filters }),
      moves: moves(dilated),
    })
    .map(({ moves: { strides, dilations }, ...rest }) =>
      squared({ ...rest, strides: sameStrides ? [strides[0], strides[0]] : strides, dilations }),
    )
    .filter((c) => windowCounts(c).every((count) => count >= 1) && (!inside || padsWithin(c)));
}

/** The same with a dilation of 2 or 3 down and across. */
export const dilatedGeometry = (filters: number): fc.Arbitrary<Convolution> =>
  fc
    .tuple(geometry({ filters, explicit: "equal" }), fc.integer({ min: 2, max: 3 }))
    .map(([c, rate]) => dilatedBy(c, rate))
    .filter((c) => windowCounts(c).every((count) => count >= 1));

function dilatedBy(c: Convolution, rate: number): Convolution {
  return { ...c, strides: [1, 1], dilations: [rate, rate] };
}

function padsWithin({ pad, kernel }: Convolution): boolean {
  return typeof pad !== "number" || kernel.every((extent) => pad < extent);
}

/** A critic's own: 3×3 stride 1 and 4×4 stride 2, odd channels, enough work for every backend's fast path. */
export const largeGeometry = (filters = 19): fc.Arbitrary<Convolution> =>
  fc
    .record({
      batch: fc.integer({ min: 2, max: 3 }),
      size: fc.integer({ min: 7, max: 10 }),
      window: fc.constantFrom([3, 1] as const, [4, 2] as const, [5, 1] as const, [1, 1] as const),
      pad: fc.constantFrom<Padding>("same", "valid"),
      inChannels: fc.integer({ min: 15, max: 18 }),
      more: fc.integer({ min: 0, max: 2 }),
    })
    .map(({ batch, size, window: [kernel, stride], pad, inChannels, more }) => ({
      batch,
      size: [size, size + 1],
      kernel: [kernel, kernel],
      strides: [stride, stride],
      dilations: [1, 1],
      pad,
      inChannels,
      filters: filters - more,
    }));
