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
 * Loads an optional package, or says that it is missing, or why it cannot be loaded.
 *
 * @param packageName - what to load
 * @param install - what npm is to install, a name with a version
 * @param options - the loader, and what must be done between finding and loading the package
 * @internal
 */
export function loadOptional(
  packageName: string,
  install: string,
  { load, beforeLoad = () => {} }: { readonly load: PackageLoader; readonly beforeLoad?: () => void },
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
        `reinstall it for this Node ${process.version}, or choose "wasm"`,
      { cause: error },
    );
  }
}
