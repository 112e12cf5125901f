import { type AxisLinks, largestCount, linksOf, mapOf, windowLinks, windowOf } from "./geometry.ts";
import { linear, part, type SingleCall, spatial } from "./layer-call.ts";
import { countOf, countsOf, hasChannelsFirst, wordOf } from "./layer-settings.ts";
import type { LinearMap } from "./linear-map.ts";
import { nonNegativeNorm } from "./non-negative-norm.ts";
import { type Part, sizeOf } from "./operation.ts";
import { demand, overUp, rootUp, timesUp, UNIT } from "./rounding.ts";

/** What keeps all entries, in their order. */
export function identity({ layer }: SingleCall, shape: readonly number[]): readonly Part[] {
  return [part(layer, shape, linear(null), 1, { lower: 1 })];
}

/** What moves, repeats or drops entries along axes; all but the channels are linked. */
function moved(
  call: SingleCall,
  links: readonly AxisLinks[],
  isChannelsFirst: boolean,
  upper: number,
  lower: 0 | 1,
): Part {
  const { layer, shape } = call;
  const channels = isChannelsFirst ? (shape[0] ?? 0) : (shape.at(-1) ?? 0);
  // A factor has one rounding, and each product of them one more.
  const isScaled = links.some(({ factor }) => factor?.some((own) => own !== 1));
  const map = mapOf(links, {
    groups: channels,
    perInput: 1,
    perOutput: 1,
    weights: new Float64Array(channels).fill(1),
    error: isScaled ? 2 * links.length * UNIT : 0,
    isCopy: !isScaled && links.every(({ o }) => largestCount(o) === 1),
    isChannelsFirst,
  });
  const sizes = links.map(({ outputSize }) => outputSize);
  return part(layer, isChannelsFirst ? [channels, ...sizes] : [...sizes, channels], linear(map), upper, { lower });
}

export function pooling(call: SingleCall, rank: number, isGlobal: boolean): readonly Part[] {
  const { layer } = call;
  const { sizes, isChannelsFirst } = spatial(call, rank);
  const pool = isGlobal
    ? sizes
    : countsOf(
        layer,
        "poolSize",
        rank,
        sizes.map(() => 2),
      );
  const strides = isGlobal ? sizes : countsOf(layer, "strides", rank, pool);
  const padding = isGlobal ? "valid" : wordOf(layer, "padding", ["valid", "same"]);
  const windows = sizes.map((n, i) =>
    windowLinks(windowOf(n, { size: pool[i] ?? 1, stride: strides[i] ?? 1, dilation: 1 }, padding, rank)),
  );
  const isAverage = layer.className.includes("Average");
  const links = windows.map(({ inputSize, outputSize, o, i }): AxisLinks => {
    return {
      inputSize,
      outputSize,
      taps: 1,
      o,
      i,
      t: o.map(() => 0),
      factor: isAverage ? shares(o, outputSize) : null,
    };
  });
  const overlap = rootUp(links.reduce((product, { i }) => product * largestCount(i), 1));
  const mean = isGlobal
    ? rootUp(overUp(1, sizeOf(sizes)))
    : links.reduce((norm, axis) => timesUp(norm, nonNegativeNorm(axis)), 1);
  const upper = isAverage ? mean : overlap;
  const found = moved(call, links, isChannelsFirst, upper, 0);
  const shape = isGlobal ? [sizeOf(found.shape)] : found.shape;
  if (isAverage || found.action.type !== "linear" || found.action.map === null) return [{ ...found, shape }];
  return [part(layer, shape, { type: "maximum", map: found.action.map }, upper)];
}

/** What each entry of a window has of the mean over those that are in the picture. */
function shares(o: readonly number[], outputSize: number): readonly number[] {
  const members = new Float64Array(outputSize);
  for (const window of o) members[window] = (members[window] as number) + 1;
  return o.map((window) => 1 / (members[window] as number));
}

export function flatten(call: SingleCall): readonly Part[] {
  const { layer, shape } = call;
  if (!hasChannelsFirst(layer) || shape.length === 1) return identity(call, [sizeOf(shape)]);
  return [{ ...permuted(call, [...shape.slice(1).keys()].map((axis) => axis + 1).concat(0)), shape: [sizeOf(shape)] }];
}

export function permute(call: SingleCall): readonly Part[] {
  const { layer, shape } = call;
  const order = countsOf(layer, "dims", shape.length).map((axis) => axis - 1);
  demand(
    order.toSorted((a, b) => a - b).every((axis, i) => axis === i),
    () => `dims of layer ${layer.name} must be its axes`,
  );
  return [permuted(call, order)];
}

function permuted({ layer, shape }: SingleCall, order: readonly number[]): Part {
  const sizes = order.map((axis) => shape[axis] ?? 0);
  const strides = order.map((axis) => sizeOf(shape.slice(axis + 1)));
  const size = sizeOf(shape);
  const sources = Int32Array.from({ length: size }, (_, entry) => {
    let [rest, source] = [entry, 0];
    for (let axis = sizes.length - 1; axis >= 0; axis--) {
      source += (rest % (sizes[axis] as number)) * (strides[axis] as number);
      rest = Math.floor(rest / (sizes[axis] as number));
    }
    return source;
  });
  const map: LinearMap = {
    inputSize: size,
    outputSize: size,
    groups: 1,
    perInput: 1,
    perOutput: 1,
    inputStride: 1,
    outputStride: 1,
    weights: Float64Array.of(1),
    error: 0,
    isCopy: true,
    terms: 1,
    taps: () => ({ outputs: sources.map((_, i) => i), inputs: sources, blocks: new Int32Array(size), factors: null }),
  };
  return part(layer, sizes, linear(map), 1, { lower: 1 });
}

/** Whether a size is to be found from the others. */
function isOpen(n: unknown): boolean {
  return typeof n !== "number" || n < 0;
}

export function reshape(call: SingleCall): readonly Part[] {
  const { layer, shape } = call;
  const target = layer.settings.get("targetShape");
  demand(Array.isArray(target), () => `targetShape of layer ${layer.name} must be a list`);
  const known = target.reduce<number>((product, n) => (isOpen(n) ? product : product * Number(n)), 1);
  const sizes = target.map((n) => (isOpen(n) ? sizeOf(shape) / known : Number(n)));
  demand(
    target.filter(isOpen).length <= 1 &&
      sizes.every((n) => Number.isInteger(n) && n >= 1) &&
      sizeOf(sizes) === sizeOf(shape),
    () => `targetShape of layer ${layer.name} must have ${sizeOf(shape)} entries, received [${target.join(", ")}]`,
  );
  return identity(call, sizes);
}

export function repeat(call: SingleCall): readonly Part[] {
  const { layer, shape } = call;
  demand(shape.length === 1, () => `a sample of layer ${layer.name} must be a vector`);
  const n = countOf(layer, "n");
  const links = linksOf(1, n, () => [[0, 1]]);
  return [moved(call, [links], false, rootUp(n), 0)];
}

function isMargin(n: unknown): boolean {
  return typeof n === "number" && Number.isInteger(n) && n >= 0 && n < 2 ** 26;
}

/** ZeroPadding2D and Cropping2D: numbers for both axes, or for both ends of each. */
function margins({ layer }: SingleCall, key: string, fallback?: number): readonly (readonly [number, number])[] {
  const value = layer.settings.get(key) ?? fallback;
  const pair: readonly unknown[] = Array.isArray(value) ? value : [value, value];
  const ends = pair.map((own): readonly unknown[] => (Array.isArray(own) ? own : [own, own]));
  demand(
    ends.length === 2 && ends.every((own) => own.length === 2 && own.every(isMargin)),
    () => `${key} of layer ${layer.name} must be integers >= 0 for two axes`,
  );
  return ends as unknown as readonly (readonly [number, number])[]; // just checked
}

export function framed(call: SingleCall, key: "padding" | "cropping"): readonly Part[] {
  const { sizes, isChannelsFirst } = spatial(call, 2);
  const ends = margins(call, key, key === "padding" ? 1 : undefined);
  const sign = key === "padding" ? 1 : -1;
  const links = sizes.map((n, axis) => {
    const [before, after] = ends[axis] ?? [0, 0];
    const outputSize = n + sign * (before + after);
    demand(outputSize >= 1, () => `cropping of layer ${call.layer.name} must leave something`);
    return linksOf(n, outputSize, (o) => {
      const i = o - sign * before;
      return i >= 0 && i < n ? [[i, 1]] : [];
    });
  });
  return [moved(call, links, isChannelsFirst, 1, key === "padding" ? 1 : 0)];
}

/** TensorFlow.js interpolates without aligned corners: output o lies at o / factor, and the last entry is repeated past the end. */
export function upSampling(call: SingleCall): readonly Part[] {
  const { sizes, isChannelsFirst } = spatial(call, 2);
  const factors = countsOf(call.layer, "size", 2, [2, 2]);
  const isNearest = wordOf(call.layer, "interpolation", ["nearest", "bilinear"]) === "nearest";
  const links = sizes.map((n, axis) => {
    const factor = factors[axis] ?? 1;
    return linksOf(n, n * factor, (o) => {
      const [first, beyond] = [Math.floor(o / factor), (o % factor) / factor];
      if (isNearest || beyond === 0 || first === n - 1) return [[first, 1]];
      return [
        [first, (factor - (o % factor)) / factor],
        [first + 1, beyond],
      ];
    });
  });
  const norm = links.reduce((product, axis) => timesUp(product, nonNegativeNorm(axis)), 1);
  return [moved(call, links, isChannelsFirst, isNearest ? rootUp(sizeOf(factors)) : norm, 0)];
}
