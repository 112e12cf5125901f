import { BackendError } from "../backends/backend-error.ts";
import { isNode } from "./is-node.ts";
import { messageOf } from "./message-of.ts";

/**
 * Finds and loads packages: Node's own `require`, or a test's.
 *
 * @internal
 */
export interface PackageLoader {
  (packageName: string): unknown;
  resolve(packageName: string): string;
}

/**
 * Node's `require`, as seen from this package.
 *
 * `process.getBuiltinModule` instead of an import: a bundler for pages would trip over "node:" imports, and would try
 * to bundle what a literal `import()` names.
 *
 * @internal
 */
export function ownRequire(): PackageLoader {
  if (!isNode())
    throw new BackendError('startBackend: the native backends need Node; choose "wasm", "webgpu" or "webgl"');
  return process.getBuiltinModule("node:module").createRequire(import.meta.url);
}

/**
 * How {@link loadOptional} loads.
 *
 * @internal
 */
export interface LoadOptions {
  readonly load: PackageLoader;
  /** What must be done between finding and loading the package. */
  readonly beforeLoad?: () => void;
  /** Cause and remedy for the text of an error in loading, where they are known. */
  readonly advise?: (message: string) => string | undefined;
}

/**
 * Loads an optional package, or says that it is missing, or why it cannot be loaded.
 *
 * @param packageName - what to load
 * @param install - what npm is to install, a name with a version
 * @param options - the loader, what must be done before, and what to say to errors
 * @internal
 */
export function loadOptional(
  packageName: string,
  install: string,
  { load, beforeLoad = () => {}, advise = () => undefined }: LoadOptions,
): unknown {
  try {
    load.resolve(packageName);
  } catch (error) {
    throw new BackendError(
      `startBackend: ${packageName} is not installed; run "npm install ${install}", or choose "wasm"`,
      { cause: error },
    );
  }
  beforeLoad();
  try {
    return load(packageName);
  } catch (error) {
    throw new BackendError(
      `startBackend: ${packageName} is installed but cannot be loaded (${messageOf(error)}); ` +
        `${advise(textOf(error)) ?? `reinstall it for this Node ${process.version}`}, or choose "wasm"`,
      { cause: error },
    );
  }
}

function textOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
