import type { NativeFunction, NativeLibrary } from "./koffi.ts";

const TYPES: Readonly<Record<string, string>> = { p: "void *", i: "int", f: "float", u: "unsigned int" };

/**
 * A function of oneDNN that answers with a status.
 *
 * @param library - the opened library
 * @param name - its name without `dnnl_`
 * @param parameters - a letter a parameter: p pointer, i int, u unsigned, f float
 * @throws Error naming the symbol if the library lacks it
 * @internal
 */
export function statusFunction(library: NativeLibrary, name: string, parameters: string): NativeFunction {
  return library.func(
    `dnnl_${name}`,
    "int",
    Array.from(parameters, (letter) => TYPES[letter] ?? "void *"),
  );
}
