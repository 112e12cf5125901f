import type { RandomStream } from "@lipschitz-gan/core";
import { type CertificateChange, isObject } from "./certificate-change.ts";

/** Any place in the certificate, chosen level by level, so that each field has the same chance. */
export const changedValue: CertificateChange = (certificate, random) => {
  const copy: unknown = JSON.parse(JSON.stringify(certificate));
  let [parent, key]: [unknown, string | number] = [{ root: copy }, "root"];
  for (;;) {
    const value: unknown = (parent as Record<string | number, unknown>)[key];
    const keys = isObject(value) ? Object.keys(value) : [];
    if (keys.length === 0 || random.uniform() < 0.1) break;
    [parent, key] = [value, keys[random.int(keys.length)] ?? ""];
  }
  const target = parent as Record<string | number, unknown>;
  const before = target[key];
  if (key === "root" && !isObject(before)) return null;
  if (random.uniform() < 0.1 && key !== "root" && !Array.isArray(parent)) delete target[key];
  else target[key] = otherValue(before, random);
  return { what: `${key} changed`, changed: key === "root" ? target[key] : copy };
};

function otherValue(value: unknown, random: RandomStream): unknown {
  if (random.uniform() < 0.1) return ODD[random.int(ODD.length)];
  if (typeof value === "number") return otherNumber(value, random);
  if (typeof value === "string") return otherText(value, random);
  if (Array.isArray(value)) return otherList(value, random);
  if (isObject(value)) return { ...value, [`more${random.int(9)}`]: 1 };
  return ODD[random.int(ODD.length)];
}

const ODD: readonly unknown[] = [null, true, "", "1", -1, 0, 1e308, 5e-324, [], {}, [[]], { length: 1e9 }, 2 ** 53];

function otherNumber(value: number, random: RandomStream): number {
  const digits = String(value);
  const places = Array.from(digits, (character, i) => (/\d/.test(character) ? i : -1)).filter((i) => i >= 0);
  const place = places[random.int(places.length)] ?? 0;
  const kinds = [
    Number(digits.slice(0, place) + ((Number(digits[place]) + 1 + random.int(9)) % 10) + digits.slice(place + 1)),
    value * (1 - 2 ** -random.int(53)),
    value * (1 + 2 ** -random.int(53)),
    -value,
    value + 1,
    value - 1,
    value * 1e6,
    value / 2,
  ];
  const other = kinds[random.int(kinds.length)] ?? 0;
  return Number.isFinite(other) ? other : 0;
}

function otherText(value: string, random: RandomStream): string {
  const at = random.int(value.length + 1);
  const character = ALPHABET[random.int(ALPHABET.length)] ?? "A";
  const kinds = [
    value.slice(0, at) + character + value.slice(at + 1),
    value.slice(0, at),
    value + character,
    Array.from(value).reverse().join(""),
    WORDS[random.int(WORDS.length)] ?? "",
  ];
  return kinds[random.int(kinds.length)] ?? "";
}

const ALPHABET = "0123456789abcdefABCDEF+/=xyz ";
const WORDS = [
  "rule",
  "cholesky",
  "fourier",
  "reshaped",
  "slopes",
  "intervals",
  "global",
  "Dense",
  "relu",
  "__proto__",
];

function otherList(list: readonly unknown[], random: RandomStream): unknown[] {
  const at = random.int(list.length + 1);
  const other = random.int(list.length + 1);
  const kinds = [
    list.filter((_, i) => i !== at),
    [...list.slice(0, at), list[other] ?? 0, ...list.slice(at)],
    list.map((item, i) => (i === at ? (list[other] ?? item) : item)),
    list.toReversed(),
    list.map((item, i) => (i === at ? otherValue(item, random) : item)),
  ];
  return kinds[random.int(kinds.length)] ?? [];
}
