// @ts-check
import { createRequire } from "node:module";

const MAKES =
  /^dnnl_(?:.*_)?(primitive_desc|memory_desc|memory|primitive|engine|stream|post_ops|primitive_attr)_create(?:_with_\w+)?$/u;
const FREES = /^dnnl_(primitive_desc|memory_desc|memory|primitive|engine|stream|post_ops|primitive_attr)_destroy$/u;

/**
 * Counts the objects that oneDNN is asked to make and to free, from now on. To be called before the backend starts.
 *
 * @param {() => void} beforeCall - called before each call of the library
 */
export function countHandles(beforeCall) {
  // One module for the whole process: the backend's is this one.
  const koffi = createRequire(import.meta.resolve("@lipschitz-gan/backend"))("koffi");
  /** @type {Map<bigint, string>} */
  const alive = new Map();
  /** @type {Record<string, number>} */
  const made = {};
  let wronglyFreed = 0;
  const { load } = koffi;
  koffi.load = (/** @type {string | null} */ path) => {
    const library = load(path);
    return { func: (/** @type {[string, ...unknown[]]} */ ...given) => counted(given[0], library.func(...given)) };
  };

  /** @param {string} name @param {(...given: unknown[]) => unknown} call */
  function counted(name, call) {
    const makes = MAKES.exec(name)?.[1];
    const frees = FREES.exec(name)?.[1];
    return (/** @type {unknown[]} */ ...given) => {
      beforeCall();
      const [first] = given;
      if (frees !== undefined && !(typeof first === "bigint" && alive.get(first) === frees && alive.delete(first))) {
        wronglyFreed += 1;
      }
      const status = call(...given);
      if (makes !== undefined && status === 0 && first instanceof BigUint64Array) {
        alive.set(first[0] ?? 0n, makes);
        made[makes] = (made[makes] ?? 0) + 1;
      }
      return status;
    };
  }

  return {
    /** @returns {Record<string, number>} made and not freed, by kind */
    alive: () => {
      /** @type {Record<string, number>} */
      const counts = {};
      for (const kind of alive.values()) counts[kind] = (counts[kind] ?? 0) + 1;
      return counts;
    },
    made: () => ({ ...made }),
    /** Freed twice, or never made. */
    wronglyFreed: () => wronglyFreed,
  };
}
