import { readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { cpus, totalmem } from "node:os";
import type { StartedBackend } from "@lipschitz-gan/backend";
import type { Dataset } from "@lipschitz-gan/data";
import { packageVersion } from "../internal/package-version.ts";
import { UsageError } from "../internal/cli-error.ts";

/** How a run ended, or that it has not. */
export type RunEnd = "running" | "steps" | "max-minutes" | "interrupted" | "not-finite";

/** What ran a run, on what, and for how long: the content of `environment.json`. */
export interface Environment {
  /** Versions by package name, and of Node under `node`. */
  readonly versions: Readonly<Record<string, string>>;
  /** The backend: name, threads, the graphics processor where it is known, and why this one. */
  readonly backend: {
    readonly name: string;
    readonly threads: number;
    readonly device?: string;
    readonly reason: string;
  };
  /** The machine. */
  readonly machine: {
    readonly platform: string;
    readonly arch: string;
    readonly cpu: string;
    readonly cores: number;
    readonly memoryGiB: number;
  };
  /** Where the data came from. */
  readonly data: {
    readonly source: string;
    readonly size: number | "endless";
    readonly sampleShape: readonly number[];
  };
  /** When the run was started first, ISO 8601. */
  readonly startedAt: string;
  /** When this file was last written. */
  readonly updatedAt: string;
  /** How many times the run was resumed. */
  readonly resumed: number;
  /** Training time up to {@link Environment.steps}, over all parts of the run, in seconds. */
  readonly trainingSeconds: number;
  /** Steps done. */
  readonly steps: number;
  /** How the run ended. */
  readonly end: RunEnd;
}

const packages = [
  "@tensorflow/tfjs-core",
  "@tensorflow/tfjs-layers",
  "@tensorflow/tfjs-backend-wasm",
  "@tensorflow/tfjs-backend-webgpu",
  "webgpu",
] as const;

/** What stays the same over a part of a run. */
export function describeEnvironment(
  { name, threads, device, reason }: StartedBackend,
  { source, size, sampleShape }: Dataset,
): Pick<Environment, "versions" | "backend" | "machine" | "data"> {
  const cores = cpus();
  return {
    versions: {
      node: process.versions.node,
      "lipschitz-gan": packageVersion(),
      ...Object.fromEntries(packages.flatMap((id) => versionOf(id))),
    },
    backend: { name, threads, ...(device === undefined ? {} : { device }), reason },
    machine: {
      platform: process.platform,
      arch: process.arch,
      cpu: cores[0]?.model.trim() ?? "unknown",
      cores: cores.length,
      memoryGiB: Math.round((totalmem() / 2 ** 30) * 10) / 10,
    },
    data: { source, size: Number.isFinite(size) ? size : "endless", sampleShape },
  };
}

/** The version of an installed package, as a pair of name and version; nothing where it is not found from here. */
function versionOf(id: string): readonly (readonly [string, string])[] {
  try {
    const manifest: unknown = JSON.parse(
      readFileSync(createRequire(import.meta.url).resolve(`${id}/package.json`), "utf8"),
    );
    const hasVersion = typeof manifest === "object" && manifest !== null && "version" in manifest;
    return hasVersion ? [[id, String(manifest.version)]] : [];
  } catch {
    return []; // the package closes its manifest, or lies where only its user finds it
  }
}

/** What a resumed run needs to know of the parts before. */
export type EarlierParts = Pick<Environment, "backend" | "startedAt" | "resumed" | "trainingSeconds">;

/**
 * Reads what a resumed run needs of `environment.json`.
 *
 * @param path - the file
 * @throws UsageError if it cannot be read or lacks a part
 */
export async function readEarlierParts(path: string): Promise<EarlierParts> {
  try {
    const { backend, startedAt, resumed, trainingSeconds } = JSON.parse(await readFile(path, "utf8")) as Environment; // each part is checked below
    const valid =
      typeof backend.name === "string" &&
      typeof backend.threads === "number" &&
      (backend.device === undefined || typeof backend.device === "string") &&
      typeof startedAt === "string" &&
      Number.isInteger(resumed) &&
      Number.isFinite(trainingSeconds);
    if (valid) return { backend, startedAt, resumed, trainingSeconds };
  } catch {
    // one message for all that can be wrong with it
  }
  throw new UsageError(`${path}: must be the environment.json that the run wrote, received something else`);
}
