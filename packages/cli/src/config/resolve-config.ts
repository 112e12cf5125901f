import { checkedConfig } from "./config-issue.ts";
import { checkFlagsMatter, checkPairs } from "./check-pairs.ts";
import { datasetKind } from "./dataset-kind.ts";
import { imageDefaults, pointDefaults } from "./default-config.ts";
import { flagOf, type GivenFlags } from "./flags.ts";
import type { RunConfig } from "./run-config.ts";

/** A config file's content with its name. */
export interface ConfigFile {
  /** Its path, for messages. */
  readonly path: string;
  /** Its keys and values. */
  readonly values: Readonly<Record<string, unknown>>;
}

/**
 * The config of a new run: flags before the config file before the data set's own defaults before the defaults.
 *
 * @param flags - what was given on the command line
 * @param file - the config file, if one was named
 * @returns a complete config in which everything goes together
 * @throws UsageError naming the flag or the file's key that breaks a rule
 */
export function resolveConfig(flags: GivenFlags, file?: ConfigFile): RunConfig {
  const values = file?.values ?? {};
  const dataset = flags.dataset ?? values["dataset"] ?? imageDefaults.dataset;
  const defaults = datasetKind(dataset) === "points" ? { ...imageDefaults, ...pointDefaults } : imageDefaults;
  const config = checkedConfig({ ...defaults, ...values, ...flags }, (key) =>
    Object.hasOwn(flags, key) ? flagOf(key) : `${file?.path ?? "config"}: ${key}`,
  );
  checkPairs(config);
  checkFlagsMatter(flags, config);
  return config;
}
