/** An object as `JSON.parse` gives it. */
export type JsonObject = Readonly<Record<string, unknown>>;

/**
 * Whether a value is an object with keys, and no list.
 *
 * @internal
 */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * A list, without the `any` that `Array.isArray` gives.
 *
 * @internal
 */
export function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value);
}

/**
 * A value for an error message, cut off where it is long.
 *
 * @internal
 */
export function shown(value: unknown): string {
  if (isObject(value)) return "an object";
  if (isList(value)) return `[${value.slice(0, 8).map(shown).join(", ")}${value.length > 8 ? ", …" : ""}]`;
  return String(value).slice(0, 80);
}

/**
 * Own property of an object; null counts as none, as in Python's settings.
 *
 * @internal
 */
export function own(object: JsonObject, key: string): unknown {
  return Object.hasOwn(object, key) ? (object[key] ?? undefined) : undefined;
}

/**
 * A name that does not depend on whether it is written `snake_case` or `camelCase`.
 *
 * @internal
 */
export function canonicalName(name: string): string {
  return name.toLowerCase().replaceAll("_", "");
}
