/** Models and certificates are flat; what is deeper than this was made to harm. */
const DEEPEST = 500;

/**
 * A JSON value as text of which there is only one: keys in the order of their code units, no white space, numbers as
 * ECMAScript writes them.
 *
 * @param value - a value as `JSON.parse` gives it
 * @returns the text
 * @throws RangeError if it is nested more than 500 deep, or holds what JSON cannot
 *
 * @example
 * ```ts
 * import { canonicalJson } from "@lipschitz-gan/certificates";
 *
 * canonicalJson({ b: [1, 0.5], a: null }); // => '{"a":null,"b":[1,0.5]}'
 * ```
 * @see Rundgren, Jordan & Erdtman (2020), JSON canonicalization scheme, RFC 8785, https://www.rfc-editor.org/rfc/rfc8785
 */
export function canonicalJson(value: unknown): string {
  return write(value, 0);
}

function write(value: unknown, depth: number): string {
  if (depth > DEEPEST) throw new RangeError(`canonicalJson: must be nested at most ${DEEPEST} deep, received more`);
  if (Array.isArray(value)) return `[${value.map((item) => write(item, depth + 1)).join(",")}]`;
  if (typeof value === "object" && value !== null) {
    const entries = Object.entries(value)
      .filter(([, item]) => item !== undefined)
      .toSorted(([a], [b]) => (a < b ? -1 : 1));
    return `{${entries.map(([key, item]) => `${JSON.stringify(key)}:${write(item, depth + 1)}`).join(",")}}`;
  }
  const isJson = value === null || typeof value === "string" || typeof value === "boolean" || Number.isFinite(value);
  if (!isJson) throw new RangeError(`canonicalJson: must be JSON, received a ${typeof value}`);
  return JSON.stringify(value);
}
