import { distance } from "fastest-levenshtein";

/**
 * The known name that a mistyped one was probably meant to be: at most two edits, or a third of its length, away.
 *
 * @internal
 */
export function nearest(received: string, known: readonly string[]): string | undefined {
  const ranked = known
    .map((name) => ({ name, edits: distance(received.toLowerCase(), name.toLowerCase()) }))
    .toSorted((a, b) => a.edits - b.edits);
  const best = ranked[0];
  if (best === undefined || best.edits > Math.max(2, Math.floor(received.length / 3))) return undefined;
  // "x" is two edits from "k": two short names are alike without meaning anything.
  return best.edits < Math.max(received.length, best.name.length) ? best.name : undefined;
}

/** `; did you mean "…"?`, or nothing. @internal */
export function didYouMean(received: unknown, known: readonly string[]): string {
  const name = typeof received === "string" ? nearest(received, known) : undefined;
  return name === undefined ? "" : `; did you mean "${name}"?`;
}
