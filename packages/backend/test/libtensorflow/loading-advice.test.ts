import { describe, expect, it } from "vitest";
import { loadingAdvice } from "../../src/libtensorflow/loading-advice.ts";

const NAME = "@tensorflow/tfjs-node-gpu";

/** Errors as they are thrown, from the package's sources, the loaders' own words, and the issues that quote them. */
const errors: readonly (readonly [cause: string, message: string, remedy: RegExp])[] = [
  [
    "no native part",
    "The Node.js native addon module (tfjs_binding.node) can not be found at path: /a/lib/napi-v8/tfjs_binding.node. \n" +
      "Please run command 'npm rebuild @tensorflow/tfjs-node-gpu --build-addon-from-source' to rebuild",
    /^its native part is missing.*run "npm rebuild @tensorflow\/tfjs-node-gpu"/u,
  ],
  [
    "no libtensorflow under Linux",
    "libtensorflow.so.2: cannot open shared object file: No such file or directory",
    /^libtensorflow, which .* is missing; run "npm rebuild/u,
  ],
  [
    "no libtensorflow_framework under macOS",
    "dlopen(/a/tfjs_binding.node, 1): Library not loaded: @loader_path/../../deps/lib/libtensorflow_framework.2.dylib",
    /^libtensorflow, which/u,
  ],
  [
    "no CUDA runtime",
    "libcudart.so.11.0: cannot open shared object file: No such file or directory",
    /^CUDA's libraries are missing; install the NVIDIA driver, CUDA 11\.2 and cuDNN 8\.1/u,
  ],
  ["no cuDNN", "libcudnn.so.8: cannot open shared object file: No such file or directory", /^CUDA's libraries/u],
  [
    "an old C library",
    "/lib/x86_64-linux-gnu/libc.so.6: version `GLIBC_2.28' not found (required by /a/libtensorflow.so.2)",
    /^this system's C library is older/u,
  ],
  [
    "an old C++ library",
    "/usr/lib64/libstdc++.so.6: version `GLIBCXX_3.4.22' not found (required by /a/tfjs_binding.node)",
    /^this system's C library is older/u,
  ],
  [
    "Alpine",
    "Error loading shared library ld-linux-x86-64.so.2: No such file or directory (needed by /a/libtensorflow.so.2)",
    /^it needs the GNU C library/u,
  ],
  ["Alpine, later", "Error relocating /a/libtensorflow.so.2: __memcpy_chk: symbol not found", /^it needs the GNU C/u],
  ["another system", "/a/tfjs_binding.node: invalid ELF header", /^its native part is another system's/u],
  [
    "another processor",
    "dlopen(/a/tfjs_binding.node, 0x0001): tried: '/a/tfjs_binding.node' (mach-o file, but is an incompatible architecture (have 'x86_64', need 'arm64'))",
    /^its native part is another system's/u,
  ],
  [
    "Windows without the DLL",
    "The specified module could not be found.\n\\\\?\\C:\\a\\node_modules\\@tensorflow\\tfjs-node-gpu\\lib\\napi-v8\\tfjs_binding.node",
    /^Windows does not find tensorflow\.dll .* copy it from node_modules\\@tensorflow\\tfjs-node-gpu\\deps\\lib/u,
  ],
  ["an unsupported system", "Unsupported system: gpu-linux-riscv64", /^libtensorflow is not published for/u],
  [
    "a dependency",
    "Cannot find module '@mapbox/node-pre-gyp'\nRequire stack:\n- /a/dist/index.js",
    /run "npm install @tensorflow\/tfjs-node-gpu" again$/u,
  ],
];

describe("loadingAdvice", () => {
  it.each(errors)("%s", (_cause, message, remedy) => {
    expect(loadingAdvice(NAME, message)).toMatch(remedy);
  });

  it("says nothing where it does not know", () => {
    expect(loadingAdvice(NAME, "Could not initialize TensorFlow backend.")).toBeUndefined();
    expect(loadingAdvice(NAME, "")).toBeUndefined();
  });
});
