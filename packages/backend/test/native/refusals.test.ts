import { writeFileSync } from "node:fs";
import path from "node:path";
import * as tf from "@tensorflow/tfjs-core";
import { afterEach, describe, expect, it } from "vitest";
import { BackendError } from "../../src/backends/backend-error.ts";
import { startBackend } from "../../src/index.ts";
import { ownRequire, type PackageLoader } from "../../src/internal/package-loader.ts";
import { startNative } from "../../src/native/start-native.ts";
import { countingKoffi } from "./support/counting-koffi.ts";
import { compile, hasCompiler, inFolder, versionSource } from "./support/compiled-library.ts";
import { anyLibrary, koffi } from "./support/libraries.ts";

const log = (): void => {};
const remedy =
  'install it (Debian, Ubuntu: "apt install libdnnl2" or "libdnnl3"), name its file in LIPSCHITZ_GAN_ONEDNN, or choose "wasm"';

afterEach(() => {
  if (tf.findBackendFactory("wasm") !== null) tf.removeBackend("wasm");
});

/** What is said about libraries that do not work, which must be one line. */
async function refusal(options: {
  readonly paths?: readonly string[];
  readonly load?: PackageLoader;
}): Promise<string> {
  const error: unknown = await startNative({ log, ...options }).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(BackendError);
  const { message } = error as BackendError;
  expect(message).not.toContain("\n");
  // Nothing of it is left.
  expect(tf.findBackendFactory("native")).toBeNull();
  expect(tf.getKernelsForBackend("native")).toEqual([]);
  return message;
}

/** A `require` that finds this under koffi's name, or throws. */
function loader(koffiModule: () => unknown): PackageLoader {
  return Object.assign((): unknown => koffiModule(), { resolve: (name: string) => name });
}

describe("a missing or broken koffi", () => {
  it("is named with what installs it where it is not there", async () => {
    const load = Object.assign(ownRequire(), {
      resolve: () => {
        throw new Error("Cannot find module 'koffi'\nRequire stack:\n- here");
      },
    });
    expect(await refusal({ load })).toBe(
      'startBackend: koffi is not installed; run "npm install koffi@3", or choose "wasm"',
    );
  });

  it("is told with the first line of what it says where it cannot be loaded", async () => {
    const load = loader(() => {
      throw new Error("Cannot find the native Koffi module; did you bundle it correctly?\nat line 1");
    });
    expect(await refusal({ load })).toMatch(
      /^startBackend: koffi is installed but cannot be loaded \(Cannot find the native Koffi module; .*\); reinstall it .*, or choose "wasm"$/u,
    );
  });

  it("is told with its version where it is not one known here", async () => {
    for (const version of ["2.16.2", "4.0.0", undefined, 3]) {
      // oxlint-disable-next-line no-await-in-loop -- one engine, one start after the other
      expect(await refusal({ load: loader(() => ({ version })) })).toBe(
        `startBackend: koffi ${typeof version === "string" ? version : "of an unknown version"} is installed, which is not 3.x; ` +
          'run "npm install koffi@3", or choose "wasm"',
      );
    }
    expect(await refusal({ load: loader(() => undefined) })).toContain("koffi of an unknown version");
  });
});

describe.skipIf(koffi === undefined)("a library that does not work (needs koffi)", () => {
  it("is named where there is none", async () => {
    expect(await refusal({ paths: ["libnothere.so.3", "libnothere.so.2"] })).toBe(
      "startBackend: no oneDNN that works here (" +
        "libnothere.so.3: Failed to load shared library: cannot open shared object file: No such file or directory; " +
        "libnothere.so.2: Failed to load shared library: cannot open shared object file: No such file or directory); " +
        remedy,
    );
  });

  it("is told where it is no library, or not a file", async () => {
    await inFolder(async (folder) => {
      const file = path.join(folder, "libdnnl.so");
      writeFileSync(
        file,
        "This is a text, and long enough to hold the header of a library, were it one.\n".repeat(100),
      );
      expect(await refusal({ paths: [file] })).toMatch(/libdnnl\.so: Failed to load shared library: .*; install it/u);
      writeFileSync(file, "");
      expect(await refusal({ paths: [file] })).toMatch(/libdnnl\.so: Failed to load shared library: .*; install it/u);
      expect(await refusal({ paths: [folder] })).toContain(`(${folder}: Failed to load shared library`);
    });
  });

  it("is told where it is another one", async () => {
    expect(await refusal({ paths: ["libm.so.6"] })).toContain(
      "(libm.so.6: Cannot find function 'dnnl_version' in shared library); install it",
    );
  });
});

/** What is said about a library of this source. */
function refusalOf(source: string, linked?: string): Promise<string> {
  return inFolder((folder) => refusal({ paths: [compile(folder, source, linked)] }));
}

describe.skipIf(koffi === undefined || !hasCompiler)("a library that pretends (needs koffi and a C compiler)", () => {
  it.each([
    [1, 8],
    [2, 3],
    [4, 0],
    [0, 0],
    [-1, 2],
  ])("is refused as version %i.%i", async (major, minor) => {
    expect(await refusalOf(versionSource(major, minor))).toContain(
      `oneDNN ${major}.${minor}.0 is not one of the versions known here, 2.4 to 3.x); install it`,
    );
  });

  it("is refused where it tells no version", async () => {
    expect(await refusalOf("const void *dnnl_version(void) { return 0; }")).toContain(
      "dnnl_version tells no version); install it",
    );
  });

  it.each([
    [8, "a program's own thread pool"],
    [512, "runtime 512"],
    [0, "runtime 0"],
  ])("is refused where its work may not be done when a call returns (runtime %i)", async (runtime, kind) => {
    expect(await refusalOf(versionSource(3, 5, runtime))).toContain(
      `oneDNN 3.5.0 is built for ${kind}; one with OpenMP or TBB is needed`,
    );
  });

  it.each([2, 3])("is refused by the name of a function that it lacks, as version %i", async (major) => {
    expect(await refusalOf(versionSource(major, 6))).toMatch(/Cannot find function 'dnnl_\w+' in shared library\); /u);
  });

  it.skipIf(anyLibrary.isMissing)("is refused where it computes nothing, or fails", async () => {
    const { path: real } = anyLibrary;
    expect(await refusalOf("int dnnl_primitive_execute() { return 0; }", real)).toMatch(
      /computes a convolution wrongly: .* for 5421, 6532, 8754, 9865\); install it/u,
    );
    expect(await refusalOf("int dnnl_primitive_execute() { return 3; }", real)).toContain("unimplemented); install it");
    expect(await refusalOf("int dnnl_engine_create() { return 1; }", real)).toContain("engine: out of memory");
  });

  it.skipIf(anyLibrary.isMissing)(
    "leaves nothing behind in it, also where WASM cannot start with that many threads",
    async () => {
      if (koffi === undefined) throw new Error("koffi is missing, which a library was opened with before");
      const counting = countingKoffi(koffi);
      const load = loader(() => ({ ...counting.koffi, version: "3.3.4" }));
      await inFolder(async (folder) => {
        const broken = compile(folder, "int dnnl_primitive_execute() { return 3; }", anyLibrary.path);
        await refusal({ load, paths: [broken] });
      });
      expect(counting.handles.get("engine")).toEqual({ made: 1, freed: 1 });
      await startBackend("wasm", { threads: 1 });
      const kept = tf.tensor([5]);
      await expect(startNative({ log, load, threads: 2, paths: [anyLibrary.path] })).rejects.toThrow(BackendError);
      kept.dispose();
      expect([counting.alive(), counting.wronglyFreed()]).toEqual([{}, 0]);
      expect(counting.handles.get("engine")).toEqual({ made: 2, freed: 2 });
    },
  );

  it.skipIf(anyLibrary.isMissing)("is passed over for one that works", async () => {
    await inFolder(async (folder) => {
      const running = await startNative({
        log,
        threads: 1,
        paths: [compile(folder, versionSource(1, 8)), anyLibrary.path],
      });
      expect(tf.getBackend()).toBe("native");
      await running.stop();
    });
  });
});

describe.skipIf(koffi === undefined)('"auto" without oneDNN (needs koffi)', () => {
  it("goes on with WASM, and says why in one line", async () => {
    const before = process.env["LIPSCHITZ_GAN_ONEDNN"];
    process.env["LIPSCHITZ_GAN_ONEDNN"] = "/nowhere/libdnnl.so";
    try {
      const lines: [about: string, line: string][] = [];
      const backend = await startBackend("auto", { threads: 1, log: (line, about) => lines.push([about, line]) });
      expect(backend.name).toBe("wasm");
      expect(backend.reason).toMatch(/: the fastest that works here; not .*native$/u);
      expect(lines.filter(([about]) => about === "native").map(([, line]) => line)).toEqual([
        "startBackend: no oneDNN that works here (/nowhere/libdnnl.so: Failed to load shared library: cannot open " +
          `shared object file: No such file or directory); ${remedy}`,
      ]);
      expect(tf.square(3).dataSync()[0]).toBe(9);
      await backend.stop();
    } finally {
      if (before === undefined) delete process.env["LIPSCHITZ_GAN_ONEDNN"];
      else process.env["LIPSCHITZ_GAN_ONEDNN"] = before;
    }
  });
});
