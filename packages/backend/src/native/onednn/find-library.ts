import { messageOf } from "../../internal/message-of.ts";
import type { Koffi } from "./koffi.ts";
import { openLibrary, type Library } from "./library.ts";

/** A library that works here, or why there is none, in one line. @internal */
export type FoundLibrary = { readonly library: Library; readonly path: string } | { readonly reason: string };

/**
 * Tries the libraries in turn; the first that opens and passes the check is taken.
 *
 * @param koffi - what opens libraries
 * @param paths - their names or paths
 * @param check - throws if a library computes wrongly
 * @internal
 */
export function findLibrary(koffi: Koffi, paths: readonly string[], check: (library: Library) => void): FoundLibrary {
  const failures: string[] = [];
  for (const path of paths) {
    try {
      const library = openLibrary(koffi, path);
      try {
        check(library);
      } catch (error) {
        library.dispose();
        throw error;
      }
      return { library, path };
    } catch (error) {
      const line = messageOf(error);
      failures.push(line.includes(path) ? line : `${path}: ${line}`);
    }
  }
  return { reason: failures.join("; ") };
}

/**
 * Where oneDNN is looked for: what `LIPSCHITZ_GAN_ONEDNN` names, else its names on a platform.
 *
 * @param platform - Node's `process.platform`
 * @param named - the value of the variable
 * @internal
 */
export function libraryPaths(platform: string, named: string | undefined): readonly string[] {
  if (named !== undefined && named !== "") return [named];
  if (platform === "win32") return ["dnnl.dll"];
  if (platform === "darwin") return ["/opt/homebrew/lib/libdnnl.dylib", "/usr/local/lib/libdnnl.dylib"];
  return ["libdnnl.so.3", "libdnnl.so.2"];
}
