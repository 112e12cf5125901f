import { fromBase64 } from "../format/base64.ts";
import { canonicalJson } from "../format/canonical-json.ts";
import { type Certificate, CERTIFICATE_CLAIM, CERTIFICATE_FORMAT, CERTIFICATE_VERSION } from "../format/certificate.ts";
import { demand, Refusal } from "./rounding.ts";

/** Checks a value that `where` names, and throws a refusal unless it has the form. */
type Form = (value: unknown, where: string) => void;

const LARGEST_TEXT = 2 ** 28;
const METHODS = ["rule", "cholesky", "fourier", "reshaped", "slopes"];

/**
 * A certificate whose every field has the type that the format gives it, and no other fields.
 *
 * @param certificate - its text, or what `JSON.parse` made of it
 * @returns the certificate; none of what it claims is checked
 * @internal
 */
export function readCertificate(certificate: unknown): Certificate {
  const text = typeof certificate === "string" ? certificate : canonicalJson(certificate);
  demand(text.length <= LARGEST_TEXT, () => `certificate must have at most 2^28 characters, received ${text.length}`);
  const value = parsed(text);
  CERTIFICATE(value, "certificate");
  return value as Certificate; // just checked
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Refusal(`certificate must be JSON: ${error instanceof Error ? error.message : "it cannot be parsed"}`);
  }
}

function test(rule: string, isFine: (value: unknown) => boolean): Form {
  return (value, where) => {
    const shown = JSON.stringify(value)?.slice(0, 60) ?? "none";
    demand(isFine(value), () => `${where} must be ${rule}, received ${shown}`);
  };
}

function exactlyThis(expected: string | number): Form {
  return test(JSON.stringify(expected), (value) => value === expected);
}

function list(item: Form, most: number, isFine: (length: number) => boolean = () => true): Form {
  return (value, where) => {
    demand(
      Array.isArray(value) && value.length <= most && isFine(value.length),
      () => `${where} must be a list of the right length`,
    );
    for (const [i, entry] of value.entries()) item(entry, `${where}[${i}]`);
  };
}

function nullable(form: Form): Form {
  return (value, where) => {
    if (value !== null) form(value, where);
  };
}

function either(single: Form, many: Form): Form {
  return (value, where) => (Array.isArray(value) ? many : single)(value, where);
}

function fields(required: Readonly<Record<string, Form>>, optional: Readonly<Record<string, Form>> = {}): Form {
  const forms = new Map(Object.entries({ ...required, ...optional }));
  return (value, where) => {
    demand(typeof value === "object" && value !== null && !Array.isArray(value), () => `${where} must be an object`);
    const entries = new Map<string, unknown>(Object.entries(value));
    for (const key of Object.keys(required)) demand(entries.has(key), () => `${where} must have the field ${key}`);
    for (const [key, entry] of entries) {
      const form = forms.get(key);
      demand(form !== undefined, () => `${where} must have no field ${key.slice(0, 60)}`);
      form(entry, `${where}.${key}`);
    }
  };
}

const TEXT = test("a text", (value) => typeof value === "string" && value.length < 10_000);
const BYTES = test("a text in base64", (value) => typeof value === "string" && value.length <= LARGEST_TEXT);
const HASH = test("64 hexadecimal digits", (value) => typeof value === "string" && /^[0-9a-f]{64}$/.test(value));
const NUMBER = test("a finite number", (value) => typeof value === "number" && Number.isFinite(value));
const BOUND = test("a finite number >= 0", (value) => typeof value === "number" && value >= 0 && value < Infinity);
const INDEX = test("a whole number >= 0", (value) => Number.isSafeInteger(value) && Number(value) >= 0);
const COUNT = test("a whole number >= 1", (value) => Number.isSafeInteger(value) && Number(value) >= 1);
const SHAPE = list(COUNT, 32);
const METHOD = test(`one of ${METHODS.join(", ")}`, (value) => METHODS.includes(String(value)));

const FIXED: Form = (value, where) => {
  demand(typeof value === "object" && value !== null && !Array.isArray(value), () => `${where} must be an object`);
  for (const [name, numbers] of Object.entries(value)) list(NUMBER, 2 ** 26)(numbers, `${where}.${name.slice(0, 60)}`);
};

const CERTIFICATE = fields({
  format: exactlyThis(CERTIFICATE_FORMAT),
  version: exactlyThis(CERTIFICATE_VERSION),
  norm: exactlyThis("l2"),
  claim: exactlyThis(CERTIFICATE_CLAIM),
  model: fields({
    name: TEXT,
    sha256: HASH,
    inputShape: SHAPE,
    outputShape: SHAPE,
    weights: list(fields({ name: TEXT, shape: list(INDEX, 32), dtype: TEXT, sha256: HASH }), 1_000_000),
  }),
  lower: BOUND,
  upper: BOUND,
  layers: list(
    fields(
      {
        name: TEXT,
        kind: TEXT,
        inputs: list(INDEX, 100_000),
        lower: BOUND,
        upper: BOUND,
        method: METHOD,
        bound: BOUND,
      },
      { grid: SHAPE, direction: fields({ offset: list(INDEX, 32), shape: SHAPE, int16: BYTES }) },
    ),
    100_000,
  ),
  merges: list(
    fields(
      { chain: list(COUNT, 100_000), upper: BOUND, method: METHOD },
      { grid: SHAPE, multipliers: list(list(BOUND, 1536), 1536) },
    ),
    100_000,
  ),
  witness: nullable(fields({ range: list(NUMBER, 2, (n) => n === 2), x: BYTES, y: BYTES }, { fixed: FIXED })),
  local: nullable(
    fields({
      low: either(NUMBER, list(NUMBER, 2 ** 26)),
      high: either(NUMBER, list(NUMBER, 2 ** 26)),
      upper: BOUND,
      method: test("intervals or global", (value) => value === "intervals" || value === "global"),
    }),
  ),
  digest: HASH,
});

/**
 * The bytes of a base64 text that has to stand for `length` of them.
 *
 * @internal
 */
export function bytesOf(where: string, text: string, length: number): DataView {
  const expected = Math.ceil(length / 3) * 4;
  demand(text.length === expected, () => `${where} must have ${expected} characters, received ${text.length}`);
  const bytes = decoded(where, text);
  demand(bytes.length === length, () => `${where} must stand for ${length} bytes, received ${bytes.length}`);
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function decoded(where: string, text: string): Uint8Array {
  try {
    return fromBase64(text);
  } catch {
    throw new Refusal(`${where} must be base64 with padding`);
  }
}
