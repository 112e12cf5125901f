/**
 * A case as text: numbers in the fewest digits that give them back, rows of a matrix on lines of their own.
 *
 * @param given - plain data
 * @returns one or several lines
 */
export function showCase(given: unknown): string {
  if (isMatrix(given)) return given.map((row) => `[${row.map(showNumber).join(", ")}]`).join("\n");
  if (Array.isArray(given)) return `[${given.map(showCase).join(", ")}]`;
  if (ArrayBuffer.isView(given)) return `[${Array.from(given as unknown as ArrayLike<number>, showNumber).join(", ")}]`; // all views of cases are typed arrays
  if (typeof given === "number") return showNumber(given);
  if (typeof given === "object" && given !== null) {
    return Object.entries(given)
      .map(([key, value]) => `${key}: ${nested(showCase(value))}`)
      .join("\n");
  }
  return typeof given === "string" ? given : String(given);
}

function nested(text: string): string {
  return text.includes("\n") ? `\n  ${text.replaceAll("\n", "\n  ")}` : text;
}

/** A number in few digits: the shortest text that gives the same float32 where the number is one, else the float64. */
export function showNumber(value: number): string {
  if (!Number.isFinite(value) || Math.fround(value) !== value) return String(value);
  for (let digits = 1; digits <= 9; digits++) {
    const text = Number(value.toPrecision(digits));
    if (Math.fround(text) === value) return String(text);
  }
  return String(value);
}

function isMatrix(given: unknown): given is readonly (readonly number[])[] {
  return (
    Array.isArray(given) &&
    given.length > 0 &&
    given.every((row) => Array.isArray(row) && row.every((entry) => typeof entry === "number"))
  );
}
