import { createRequire } from "node:module";
import type { Koffi } from "../../../src/native/onednn/koffi.ts";
import { openLibrary } from "../../../src/native/onednn/library.ts";

/** A oneDNN to test on. */
export interface TestLibrary {
  /** For the test's name: what it is, or what to do about its absence. */
  readonly title: string;
  readonly path: string;
  readonly isMissing: boolean;
}

/** The package koffi; undefined where it is not installed or has no binary for this machine. */
export const koffi: Koffi | undefined = attempt(() => createRequire(import.meta.url)("koffi") as Koffi);

function attempt<Result>(action: () => Result): Result | undefined {
  try {
    return action();
  } catch {
    return undefined;
  }
}

function versionAt(path: string): string | undefined {
  return attempt(() => {
    if (koffi === undefined) return undefined;
    const library = openLibrary(koffi, path);
    library.dispose();
    return library.version;
  });
}

function testLibrary(major: 2 | 3, path: string, remedy: string): TestLibrary {
  const version = versionAt(path);
  const isMissing = version?.startsWith(`${major}.`) !== true;
  return { title: isMissing ? `oneDNN ${major}.x (${remedy})` : `oneDNN ${version}`, path, isMissing };
}

/** The two major versions: 2.x from the system, 3.x from where `ONEDNN_3` says. */
export const testLibraries: readonly TestLibrary[] = [
  testLibrary(2, "libdnnl.so.2", "needs koffi and libdnnl2: apt install libdnnl2"),
  testLibrary(
    3,
    process.env["ONEDNN_3"] ?? "libdnnl.so.3",
    "needs oneDNN 3.x: pip download onednn-cpu-gomp, and ONEDNN_3=<path to libdnnl.so.3>",
  ),
];

/** One that is here, for what does not depend on the version. */
export const anyLibrary: TestLibrary =
  testLibraries.find(({ isMissing }) => !isMissing) ?? (testLibraries[0] as TestLibrary);
