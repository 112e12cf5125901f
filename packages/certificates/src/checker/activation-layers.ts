import { ACTIVATIONS, type Activation, leaky } from "./activations.ts";
import { broadcast } from "./broadcast.ts";
import { part, type SingleCall } from "./layer-call.ts";
import { plainName } from "./layer-settings.ts";
import type { Part } from "./operation.ts";
import type { Layer } from "./read-topology.ts";
import { demand, rootUp } from "./rounding.ts";

/** Appends the operation of a layer's own activation. */
export function withActivation(layer: Layer, parts: readonly Part[]): readonly Part[] {
  const shape = parts.at(-1)?.shape ?? [];
  const [own] = activation(layer, shape);
  return own === undefined || own.kind === "linear" ? parts : [...parts, { ...own, suffix: ":activation" }];
}

export function activation(layer: Layer, shape: readonly number[]): readonly Part[] {
  const setting = layer.settings.get("activation") ?? "linear";
  const isObject = typeof setting === "object" && setting !== null;
  const extras: unknown = isObject ? Reflect.get(setting, "config") : undefined;
  demand(
    extras === undefined || extras === null || Object.keys(extras).length === 0,
    () => `activation of layer ${layer.name} must have no settings`,
  );
  const named = plainName(isObject ? Reflect.get(setting, "class_name") : setting);
  const kind = named === "silu" ? "swish" : named;
  if (kind === "softmax" || kind === "logsoftmax")
    return [{ ...softmax(layer, shape, [shape.length - 1], kind === "logsoftmax"), kind }];
  const found = ACTIVATIONS.get(kind);
  demand(found !== undefined, () => `activation of layer ${layer.name} must have a rule, received ${kind}`);
  return [{ ...entrywise(layer, shape, found), kind }];
}

export function entrywise(layer: Layer, shape: readonly number[], own: Activation): Part {
  return part(layer, shape, { type: "entrywise", activation: own }, own.upper, { lower: own.lower });
}

/**
 * Softmax has the constant 1/2: its derivative is `diag p − p pᵀ`, and `vᵀ(…)v` is the variance of v under p, at most
 * `(max v − min v)² / 4 <= |v|² / 2`. The rows of that of the logarithm, `I − 1 pᵀ`, differ from those of I by p: its norm is largest
 * where p is one unit vector e, and there `|v − (e·v) 1|² <= n |v|²`; for n = 1 it is constant.
 */
export function softmax(layer: Layer, shape: readonly number[], axes: readonly number[], isLogarithm: boolean): Part {
  const n = axes.reduce((product, axis) => product * (shape[axis] ?? 1), 1);
  const logarithm = n === 1 ? 0 : rootUp(n);
  return part(layer, shape, { type: "softmax", isLogarithm, axes }, isLogarithm ? logarithm : 1 / 2);
}

export function parametric({ layer, shape, weights }: SingleCall): readonly Part[] {
  const setting = layer.settings.get("sharedAxes") ?? [];
  const shared: readonly unknown[] = Array.isArray(setting) ? setting : [setting];
  demand(
    shared.every((axis) => Number.isInteger(axis) && Number(axis) >= 1 && Number(axis) <= shape.length),
    () => `sharedAxes of layer ${layer.name} must be axes of one sample`,
  );
  const stored = shape.map((n, axis) => (shared.includes(axis + 1) ? 1 : n));
  const alpha = weights(layer, "alpha", stored);
  const index = broadcast(stored, shape);
  return [entrywise(layer, shape, leaky(alpha, index))];
}
