import { ExtractorError } from "../extractor-error.ts";
import { PIXEL_RANGES, type PixelRange } from "./preprocess-pictures.ts";

/** What a file `extractor.json` beside a model says of how its features are taken. */
export interface ExtractorDescription {
  /** Its name, which scores bear. */
  readonly name: string;
  /** The layer whose output are the features. */
  readonly layer?: string;
  /** The range of pixels that it was trained on. */
  readonly pixels?: PixelRange;
  /** Height and width to which pictures are resized, where the model leaves it open. */
  readonly size?: number;
  /** Share of the test set that it classifies right, in `[0, 1]`. */
  readonly accuracy?: number;
}

type Rule = readonly [isKept: (value: unknown) => boolean, text: string];

const NAME: Rule = [
  (value) => typeof value === "string" && /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(value),
  "must be 1 to 64 letters, digits, dots, hyphens and underscores that begin with a letter or digit",
];

const OPTIONAL: Readonly<Record<Exclude<keyof ExtractorDescription, "name">, Rule>> = {
  layer: [(value) => typeof value === "string" && value !== "", "must be the name of a layer"],
  pixels: [
    (value) => typeof value === "string" && Object.hasOwn(PIXEL_RANGES, value),
    `must be one of ${Object.keys(PIXEL_RANGES).join(", ")}`,
  ],
  size: [(value) => Number.isSafeInteger(value) && (value as number) >= 1, "must be an integer >= 1"],
  accuracy: [(value) => typeof value === "number" && value >= 0 && value <= 1, "must be in [0, 1]"],
};

/**
 * Checks what was read from an `extractor.json`.
 *
 * @param value - the parsed JSON
 * @param where - the file, for messages
 * @returns the description, whose fields are options of {@link inceptionExtractor}
 * @throws {@link ExtractorError} naming the first field that is not as it must be, or that is unknown
 *
 * @example
 * ```ts
 * import { readExtractorDescription } from "@lipschitz-gan/metrics";
 *
 * readExtractorDescription({ name: "my-network", pixels: "unit" }).pixels; // => "unit"
 * readExtractorDescription({ name: "my-network", pixels: "byte" }); // => throws /pixels must be one of/
 * ```
 */
export function readExtractorDescription(value: unknown, where: string = "extractor.json"): ExtractorDescription {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new ExtractorError(where, "must be an object", shown(value));
  }
  const fields = new Map<string, unknown>(Object.entries(value));
  const rules = new Map<string, Rule>([["name", NAME], ...Object.entries(OPTIONAL)]);
  const unknown = [...fields.keys()].find((field) => !rules.has(field));
  if (unknown !== undefined) {
    throw new ExtractorError(where, `must have no fields but ${[...rules.keys()].join(", ")}`, shown(unknown));
  }
  for (const [field, [isKept, text]] of rules) {
    const isMissing = field !== "name" && !fields.has(field);
    if (!isMissing && !isKept(fields.get(field))) {
      throw new ExtractorError(where, `${field} ${text}`, shown(fields.get(field)));
    }
  }
  return Object.fromEntries(fields) as unknown as ExtractorDescription; // every field was checked
}

function shown(value: unknown): string {
  const json = JSON.stringify(value) ?? "nothing";
  return json.length <= 80 ? json : `${json.slice(0, 79)}…`;
}
