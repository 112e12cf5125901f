/**
 * A number for people: four significant digits, no exponent where it can be helped.
 *
 * @param value - any number
 * @returns the text; "not finite" for NaN and the infinities
 */
export function formatNumber(value: number): string {
  if (!Number.isFinite(value)) return "not finite";
  const size = Math.abs(value);
  if (size !== 0 && (size >= 1e6 || size < 1e-3)) return value.toExponential(2);
  return String(Number(value.toPrecision(4)));
}

/**
 * A number for a column of a table: four significant digits with their zeros.
 *
 * @param value - any number
 * @returns such as `"1.000"`; "not finite" for NaN and the infinities
 */
export function formatFigures(value: number): string {
  return Number.isFinite(value) && Math.abs(value) >= 1e-3 && Math.abs(value) < 1e4
    ? value.toPrecision(4)
    : formatNumber(value);
}

/**
 * A value with its standard deviation, if it has one.
 *
 * @param value - any number
 * @param std - its standard deviation, >= 0
 * @returns such as `"12.34 ± 0.21"`
 */
export function formatSpread(value: number, std?: number): string {
  const told = Number.isInteger(value) ? formatNumber(value) : formatFigures(value); // counts have no decimals
  if (std === undefined || !Number.isFinite(value)) return told;
  return `${told} ± ${std >= 1e-3 && std < 100 ? std.toPrecision(2) : formatNumber(std)}`;
}

/**
 * A duration for people.
 *
 * @param seconds - at least 0
 * @returns such as `"4 min 12 s"`
 */
export function formatDuration(seconds: number): string {
  if (seconds < 60) return `${Number(seconds.toPrecision(3))} s`;
  const whole = Math.round(seconds);
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60];
  return hours > 0 ? `${hours} h ${minutes} min` : `${minutes} min ${whole % 60} s`;
}

/**
 * The entries of nested objects side by side, with dotted names: `{ a: { b: 1 } }` is `[["a.b", "1"]]`.
 *
 * @param value - the content of a JSON file
 * @param prefix - put before every name
 * @returns names and values as text
 */
export function flatEntries(value: Readonly<Record<string, unknown>>, prefix = ""): (readonly [string, string])[] {
  return Object.entries(value).flatMap(([key, entry]) => {
    const name = `${prefix}${key}`;
    if (typeof entry === "object" && entry !== null && !Array.isArray(entry))
      return flatEntries({ ...entry }, `${name}.`);
    return [[name, textOf(entry)] as const];
  });
}

function textOf(entry: unknown): string {
  if (typeof entry === "string") return entry;
  if (Array.isArray(entry)) return entry.map(textOf).join(", ");
  return JSON.stringify(entry) ?? "";
}
