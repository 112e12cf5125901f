import { didYouMean } from "../internal/nearest.ts";
import { show } from "../internal/show.ts";
import { UsageError } from "../internal/cli-error.ts";
import { runConfigSchema, configKeys } from "./run-config-schema.ts";
import type { RunConfig } from "./run-config.ts";

/**
 * A config by the schema's rules.
 *
 * @param values - a value for every key
 * @param whereOf - names the origin of a key's value for the message, such as `--steps` or `config.json: steps`
 * @returns the config
 * @throws UsageError for the first key that breaks a rule: where, the rule, the received value
 */
export function checkedConfig(values: Readonly<Record<string, unknown>>, whereOf: (key: string) => string): RunConfig {
  const parsed = runConfigSchema.safeParse(values);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  if (issue?.code === "unrecognized_keys") {
    const key = issue.keys[0] ?? "";
    throw new UsageError(`${whereOf(key)}: unknown key${didYouMean(key, configKeys) || known()}`);
  }
  const path = issue?.path ?? [];
  const key = String(path[0]);
  const element = path.length > 1 ? `[${path.slice(1).join("][")}]` : "";
  throw new UsageError(`${whereOf(key)}${element}: ${received(issue?.message ?? "is not valid", at(values, path))}`);
}

/** The received value belongs to the rule, and the suggestion after both. */
function received(message: string, value: unknown): string {
  const [rule, suggestion] = message.split("; ");
  return `${rule ?? message}, received ${show(value)}${suggestion === undefined ? "" : `; ${suggestion}`}`;
}

function at(values: unknown, path: readonly PropertyKey[]): unknown {
  let value = values;
  for (const key of path) {
    value = typeof value === "object" && value !== null ? (value as Record<PropertyKey, unknown>)[key] : undefined; // any object has string keys
  }
  return value;
}

function known(): string {
  return `; the keys are ${configKeys.join(", ")}`;
}
