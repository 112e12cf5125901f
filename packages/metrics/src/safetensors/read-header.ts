import { quoted, SafetensorsError } from "./safetensors-error.ts";

/**
 * What the header says of a tensor, each number an integer in `[0, 2^53)`, and nothing more checked.
 *
 * @internal
 */
export interface HeaderEntry {
  /** Its name. */
  readonly name: string;
  /** Its type of numbers, whether known or not. */
  readonly dtype: string;
  /** Lengths of its axes. */
  readonly shape: readonly number[];
  /** Where its bytes begin and end, from the end of the header. */
  readonly offsets: readonly [number, number];
}

/**
 * The header of a file.
 *
 * @internal
 */
export interface Header {
  /** The tensors as they stand there. */
  readonly entries: readonly HeaderEntry[];
  /** Texts by name. */
  readonly metadata: Readonly<Record<string, string>>;
}

const WHERE = "decodeSafetensors";

/** The header's text and how far it has been read. */
interface Cursor {
  readonly text: string;
  at: number;
}

/**
 * Reads the header's JSON.
 *
 * It is read by its own grammar and not by `JSON.parse`, which takes the last of two equal names, rounds large integers,
 * and makes `__proto__` a prototype of what it is merged into. There is nothing to nest, so depth is bounded.
 *
 * @param text - the header
 * @returns tensors and metadata
 * @throws SafetensorsError naming the place in the header
 * @internal
 */
export function readHeader(text: string): Header {
  const cursor: Cursor = { text, at: 0 };
  if (!text.startsWith("{")) refuse(cursor, 'the header must begin with "{"');
  const entries: HeaderEntry[] = [];
  const metadata = Object.create(null) as Record<string, string>;
  readMembers(cursor, "the header", (name) => {
    if (name !== "__metadata__") {
      entries.push(readEntry(cursor, name));
      return;
    }
    readMembers(cursor, "__metadata__", (key) => {
      metadata[key] = readString(cursor, `the value of __metadata__ ${quoted(key)}`);
    });
  });
  if (peek(cursor) !== "") refuse(cursor, "the header must end after its object, or in spaces");
  return { entries, metadata };
}

function readEntry(cursor: Cursor, name: string): HeaderEntry {
  const what = `tensor ${quoted(name)}`;
  let dtype: string | undefined;
  let shape: readonly number[] | undefined;
  let offsets: readonly number[] | undefined;
  readMembers(cursor, what, (key) => {
    if (key === "dtype") dtype = readString(cursor, `${what}: dtype`);
    else if (key === "shape") shape = readIntegers(cursor, `${what}: shape`);
    else if (key === "data_offsets") offsets = readIntegers(cursor, `${what}: data_offsets`);
    else throw new SafetensorsError(WHERE, `${what} must have dtype, shape and data_offsets only`, quoted(key));
  });
  if (dtype === undefined || shape === undefined || offsets === undefined) {
    const missing = dtype === undefined ? "dtype" : shape === undefined ? "shape" : "data_offsets";
    throw new SafetensorsError(WHERE, `${what} must have dtype, shape and data_offsets`, `no ${missing}`);
  }
  const [begin, end] = offsets;
  if (begin === undefined || end === undefined || offsets.length !== 2) {
    throw new SafetensorsError(WHERE, `${what}: data_offsets must be two integers`, offsets.length);
  }
  return { name, dtype, shape, offsets: [begin, end] };
}

/** Reads an object; `readValue` reads the value of each key. */
function readMembers(cursor: Cursor, what: string, readValue: (key: string) => void): void {
  take(cursor, "{", what);
  if (takes(cursor, "}")) return;
  const keys = new Set<string>();
  do {
    const key = readString(cursor, `a name in ${what}`);
    if (keys.has(key)) throw new SafetensorsError(WHERE, `${what} must have distinct names`, `${quoted(key)} twice`);
    keys.add(key);
    take(cursor, ":", what);
    readValue(key);
  } while (takes(cursor, ","));
  take(cursor, "}", what);
}

function readIntegers(cursor: Cursor, what: string): readonly number[] {
  take(cursor, "[", what);
  if (takes(cursor, "]")) return [];
  const integers: number[] = [];
  do integers.push(readInteger(cursor, what));
  while (takes(cursor, ","));
  take(cursor, "]", what);
  return integers;
}

function readInteger(cursor: Cursor, what: string): number {
  peek(cursor);
  const start = cursor.at;
  while (NUMBER_CHARACTERS.includes(cursor.text.charAt(cursor.at)) && cursor.at < cursor.text.length) cursor.at += 1;
  const token = cursor.text.slice(start, cursor.at);
  if (token === "") refuse(cursor, `${what} must be a list of integers`);
  const value = Number(token);
  if (!/^(?:0|[1-9][0-9]*)$/.test(token) || !Number.isSafeInteger(value)) {
    throw new SafetensorsError(WHERE, `${what} must hold integers in [0, 2^53)`, token.slice(0, 40));
  }
  return value;
}

const NUMBER_CHARACTERS = "0123456789+-.eE";

function readString(cursor: Cursor, what: string): string {
  take(cursor, '"', what);
  const start = cursor.at;
  // By hand: a regular expression's stack overflows on a text of many megabytes.
  for (let code = 0; (code = cursor.text.charCodeAt(cursor.at)) !== QUOTE; cursor.at += code === BACKSLASH ? 2 : 1) {
    if (Number.isNaN(code)) refuse(cursor, `${what} must end in a quote`);
  }
  const raw = cursor.text.slice(start, cursor.at);
  cursor.at += 1;
  const text = unescaped(raw);
  if (text === undefined || /\p{Surrogate}/u.test(text)) {
    throw new SafetensorsError(WHERE, `${what} must be a JSON string of Unicode characters`, quoted(raw));
  }
  return text;
}

const [QUOTE, BACKSLASH] = [0x22, 0x5c];

/** What a JSON string's inside stands for; nothing if it is none, such as `\x` or a bare control character. */
function unescaped(raw: string): string | undefined {
  try {
    return JSON.parse(`"${raw}"`) as string;
  } catch {
    return undefined;
  }
}

/** The next character that is no white space, where the cursor then is; `""` at the end. */
function peek(cursor: Cursor): string {
  while (" \n\r\t".includes(cursor.text.charAt(cursor.at)) && cursor.at < cursor.text.length) cursor.at += 1;
  return cursor.text.charAt(cursor.at);
}

/** Steps over a character if it comes next. */
function takes(cursor: Cursor, character: string): boolean {
  if (peek(cursor) !== character) return false;
  cursor.at += 1;
  return true;
}

function take(cursor: Cursor, character: string, what: string): void {
  if (!takes(cursor, character)) refuse(cursor, `${what}: the header must have ${character} at character ${cursor.at}`);
}

function refuse(cursor: Cursor, rule: string): never {
  const found = cursor.text.slice(cursor.at, cursor.at + 16);
  throw new SafetensorsError(WHERE, rule, found === "" ? "its end" : quoted(found));
}
