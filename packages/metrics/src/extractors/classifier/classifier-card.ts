import { ExtractorError } from "../extractor-error.ts";

/** How a classifier was trained: enough to train it again. */
export interface ClassifierRecipe {
  /** The command that did it. */
  readonly command: string;
  /** Version of `lipschitz-gan` that ran it. */
  readonly version: string;
  /** Number of training samples. */
  readonly nTrain: number;
  /** Epochs; the last one's weights were kept, the test set was looked at once, after it. */
  readonly epochs: number;
  /** Samples a batch. */
  readonly batchSize: number;
  /** Adam's largest step size; it warms up and falls to 0 along a cosine. */
  readonly learningRate: number;
  /** Pictures were moved by up to this many pixels in both directions. */
  readonly shift: number;
  /** Whether half of the pictures were mirrored. */
  readonly mirror: boolean;
  /** Seed of weights, order and variations. */
  readonly seed: number;
  /** Backend and threads. */
  readonly backend: string;
  /** Training time in seconds, on whatever machine it was. */
  readonly seconds: number;
}

/** What lies beside the weights of a classifier: what it is, how good it is, and how it came about. */
export interface ClassifierCard {
  /** The data set whose classes it knows; scores bear this name. */
  readonly name: string;
  /** SHA-256 of the file with the weights. */
  readonly sha256: string;
  /** Share of the test samples that it classifies right with the weights as they are stored. */
  readonly testAccuracy: number;
  /** Number of test samples. */
  readonly nTest: number;
  /** Channels of the pictures. */
  readonly channels: number;
  /** Output channels of each convolution; the last is the number of features. */
  readonly widths: readonly number[];
  /** Number of classes. */
  readonly nClasses: number;
  /** How it was trained. */
  readonly recipe: ClassifierRecipe;
}

type Rule = readonly [isKept: (value: unknown) => boolean, text: string];

const isCount = (value: unknown): boolean => Number.isSafeInteger(value) && (value as number) >= 1;
const text: Rule = [(value) => typeof value === "string" && value !== "", "must be a text"];
const count: Rule = [isCount, "must be an integer >= 1"];
const whole: Rule = [(value) => Number.isSafeInteger(value) && (value as number) >= 0, "must be an integer >= 0"];
const positive: Rule = [(value) => typeof value === "number" && value > 0 && value < Infinity, "must be > 0"];

const cardRules: Readonly<Record<Exclude<keyof ClassifierCard, "recipe">, Rule>> = {
  name: text,
  sha256: [(value) => typeof value === "string" && /^[0-9a-f]{64}$/.test(value), "must be 64 hexadecimal digits"],
  testAccuracy: [(value) => typeof value === "number" && value >= 0 && value <= 1, "must be in [0, 1]"],
  nTest: count,
  channels: count,
  widths: [
    (value) => Array.isArray(value) && value.length > 0 && value.every(isCount),
    "must be a list of integers >= 1",
  ],
  nClasses: count,
};

const recipeRules: Readonly<Record<keyof ClassifierRecipe, Rule>> = {
  command: text,
  version: text,
  nTrain: count,
  epochs: count,
  batchSize: count,
  learningRate: positive,
  shift: whole,
  mirror: [(value) => typeof value === "boolean", "must be true or false"],
  seed: whole,
  backend: text,
  seconds: [(value) => typeof value === "number" && value >= 0 && value < Infinity, "must be >= 0"],
};

/**
 * Checks what was read from a card's file.
 *
 * @param value - the parsed JSON
 * @param where - the file, for messages
 * @returns the card
 * @throws {@link ExtractorError} naming the first field that is not as it must be
 *
 * @example
 * ```ts
 * import { readClassifierCard } from "@lipschitz-gan/metrics";
 *
 * let message = "";
 * try {
 *   readClassifierCard({ name: "mnist", sha256: "?" }, "mnist.json");
 * } catch (error) {
 *   message = (error as Error).message;
 * }
 * message; // => 'mnist.json: sha256 must be 64 hexadecimal digits, received "?"'
 * ```
 */
export function readClassifierCard(value: unknown, where: string): ClassifierCard {
  const card = checked(value, cardRules, where, "");
  checked(card["recipe"], recipeRules, where, "recipe.");
  return card as unknown as ClassifierCard; // every field was checked
}

function checked(
  value: unknown,
  rules: Readonly<Record<string, Rule>>,
  where: string,
  prefix: string,
): Record<string, unknown> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new ExtractorError(where, `${prefix === "" ? "the card" : "recipe"} must be an object`, shown(value));
  }
  const fields: Record<string, unknown> = { ...value };
  for (const [name, [isKept, rule]] of Object.entries(rules)) {
    const field = Object.hasOwn(fields, name) ? fields[name] : undefined;
    if (!isKept(field)) throw new ExtractorError(where, `${prefix}${name} ${rule}`, shown(field));
  }
  return fields;
}

function shown(value: unknown): string {
  const json = JSON.stringify(value) ?? "nothing";
  return json.length <= 80 ? json : `${json.slice(0, 79)}…`;
}
