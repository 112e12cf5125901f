/** Signs in an error's text, and what helps. The first that fits is given. */
const advice: readonly (readonly [sign: RegExp, remedy: (packageName: string) => string])[] = [
  [
    /addon module \(tfjs_binding\.node\) can not/u,
    (name) =>
      `its native part is missing, as its install script did not run or could not download it; ${rebuild(name)}`,
  ],
  [
    /lib(?:cudart|cublas|cudnn|cufft|curand|cusolver|cusparse|nvinfer|cuda)\b.*(?:cannot open|not found|no such file)/iu,
    () =>
      "CUDA's libraries are missing; install the NVIDIA driver, CUDA 11.2 and cuDNN 8.1, and name their folder in LD_LIBRARY_PATH",
  ],
  [
    /GLIBC(?:XX)?_[\d.]+['’`]? not found/u,
    () => "this system's C library is older than the one it was built with; use a newer system",
  ],
  [
    /ld-linux-x86-64\.so|ld-linux-aarch64\.so|Error relocating|fcntl64: symbol not found/u,
    () => "it needs the GNU C library, which Alpine and other musl systems do not have; use a Debian-based image",
  ],
  [
    /invalid ELF header|wrong ELF class|incompatible architecture|not a valid Win32 application|mach-o/iu,
    (name) => `its native part is another system's, as when node_modules was copied; ${rebuild(name)}`,
  ],
  [
    /libtensorflow[\w.]*\b.*(?:cannot open|not found|no such file)|library not loaded:.*libtensorflow/iu,
    (name) => `libtensorflow, which its install script downloads, is missing; ${rebuild(name)}`,
  ],
  [
    /specified module could not be found/u,
    (name) =>
      "Windows does not find tensorflow.dll beside the native part; copy it from " +
      `node_modules\\${name.replace("/", "\\")}\\deps\\lib into the folder lib\\napi-v8 beside it`,
  ],
  [
    /Unsupported system/u,
    () => "libtensorflow is not published for this system and processor; it is for x64 Linux, macOS and Windows",
  ],
  [/^Cannot find module/u, (name) => `a package that it depends on is missing; run "npm install ${name}" again`],
];

/**
 * What helps where one of TensorFlow.js' native packages cannot be loaded.
 *
 * @param packageName - the package
 * @param message - all of the error's text
 * @returns the cause and the remedy, or `undefined` for an error that is not known
 *
 * @see https://github.com/tensorflow/tfjs/tree/tfjs-v4.22.0/tfjs-node, dist/index.js for the first, and the install script
 * @see https://github.com/tensorflow/tfjs/issues/4116 for Windows
 * @internal
 */
export function loadingAdvice(packageName: string, message: string): string | undefined {
  return advice.find(([sign]) => sign.test(message))?.[1](packageName);
}

function rebuild(packageName: string): string {
  return `run "npm rebuild ${packageName}" where storage.googleapis.com can be reached and install scripts are allowed`;
}
