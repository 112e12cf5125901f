import { oneLine } from "./one-line.ts";

const LONGEST = 80;

/** A received value for a message: as JSON, in one line, cut where it is long. @internal */
export function show(value: unknown): string {
  const text = oneLine(typeof value === "number" ? String(value) : (JSON.stringify(value) ?? String(value)));
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}
