import { existsSync, statSync } from "node:fs";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import type { LipschitzConstraint } from "@lipschitz-gan/core";
import { UsageError } from "../internal/cli-error.ts";
import { messageOf } from "../internal/message-of.ts";

/** Makes a constraint. */
export type ConstraintFactory = () => LipschitzConstraint;

/**
 * The constraint that somebody's module exports: as `default` or as `constraint`, itself or a function that makes it.
 *
 * The module's code runs.
 *
 * @param file - path of a JavaScript module
 * @returns a function that makes the constraint
 * @throws UsageError if there is no such file, it cannot be loaded, or exports no constraint
 */
export async function loadConstraint(file: string): Promise<ConstraintFactory> {
  const path = resolve(file);
  if (!existsSync(path) || !statSync(path).isFile()) {
    throw new UsageError(`--constraint: must be a JavaScript module, received ${file}, which is no file`);
  }
  const exported = await importModule(file, path);
  const candidate = exported["default"] ?? exported["constraint"];
  if (isConstraint(candidate)) return () => candidate;
  if (typeof candidate !== "function") {
    const names = Object.keys(exported);
    throw new UsageError(
      `--constraint: ${file} must export a constraint, or a function that makes one, as default or as constraint; ` +
        `received ${names.length === 0 ? "a module without exports" : `the exports ${names.join(", ")}`}`,
    );
  }
  const make = candidate as ConstraintFactory; // what it returns is looked at next
  try {
    if (isConstraint(make())) return make;
  } catch (error) {
    throw new UsageError(`--constraint: the function that ${file} exports failed: ${messageOf(error)}`, {
      cause: error,
    });
  }
  throw new UsageError(
    `--constraint: the function that ${file} exports must return an object with name, guarantee and bind`,
  );
}

async function importModule(file: string, path: string): Promise<Record<string, unknown>> {
  try {
    return (await import(pathToFileURL(path).href)) as Record<string, unknown>; // a module namespace
  } catch (error) {
    throw new UsageError(`--constraint: ${file} could not be loaded: ${messageOf(error)}`, { cause: error });
  }
}

function isConstraint(value: unknown): value is LipschitzConstraint {
  return (
    typeof value === "object" &&
    value !== null &&
    "name" in value &&
    typeof value.name === "string" &&
    "bind" in value &&
    typeof value.bind === "function" &&
    "guarantee" in value &&
    typeof value.guarantee === "object"
  );
}
