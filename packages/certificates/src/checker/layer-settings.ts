import type { Layer } from "./read-topology.ts";
import { demand } from "./rounding.ts";

export function numberOf({ settings, name }: Layer, key: string, fallback?: number): number {
  const value = settings.get(key) ?? fallback;
  demand(typeof value === "number" && Number.isFinite(value), () => `${key} of layer ${name} must be a finite number`);
  return value;
}

export function countOf(layer: Layer, key: string, fallback?: number): number {
  const value = numberOf(layer, key, fallback);
  demand(
    Number.isInteger(value) && value >= 1 && value < 2 ** 26,
    () => `${key} of layer ${layer.name} must be an integer from 1 to 2^26, received ${value}`,
  );
  return value;
}

/** One count for each of n axes; one number stands for all. */
export function countsOf(layer: Layer, key: string, n: number, fallback?: readonly number[]): readonly number[] {
  const value = layer.settings.get(key) ?? fallback;
  const list: readonly unknown[] = Array.isArray(value) ? value : Array.from({ length: n }, () => value);
  demand(list.length === n, () => `${key} of layer ${layer.name} must have ${n} entries, received ${list.length}`);
  return list.map((entry) => countOf({ ...layer, settings: new Map([[key, entry]]) }, key));
}

export function flagOf({ settings, name }: Layer, key: string, fallback: boolean): boolean {
  const value = settings.get(key) ?? fallback;
  demand(typeof value === "boolean", () => `${key} of layer ${name} must be true or false`);
  return value;
}

/** A word, in lower case without underscores. */
export function wordOf<W extends string>({ settings, name }: Layer, key: string, words: readonly W[]): W {
  const value = plainName(settings.get(key) ?? words[0]);
  const found = words.find((each) => each === value);
  demand(found !== undefined, () => `${key} of layer ${name} must be one of ${words.join(", ")}, received ${value}`);
  return found;
}

export function plainName(name: unknown): string {
  return String(name).toLowerCase().replaceAll("_", "");
}

/** Axes of one sample, ascending, from axes that count the batch. */
export function axesOf(layer: Layer, rank: number, fallback: number): readonly number[] {
  const value = layer.settings.get("axis") ?? fallback;
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  const axes = list.map((axis) => (typeof axis === "number" ? axis + (axis < 0 ? rank : -1) : Number.NaN));
  demand(
    axes.length > 0 && axes.every((axis, i) => Number.isInteger(axis) && axis > (axes[i - 1] ?? -1) && axis < rank),
    () => `axis of layer ${layer.name} must be axes of one sample, received ${list.join(", ")}`,
  );
  return axes;
}

export function hasChannelsFirst(layer: Layer): boolean {
  return wordOf(layer, "dataFormat", ["channelslast", "channelsfirst"]) === "channelsfirst";
}
