// @ts-check
import { createRequire } from "node:module";

/** @typedef {Record<"hblkhd" | "uordblks", bigint | number>} Usage */

const FIELDS = "arena ordblks smblks hblks hblkhd usmblks fsmblks uordblks fordblks keepcost".split(" ");

/**
 * Bytes that native code holds from the C library's allocator. What a process occupies tells less of leaks: it counts gaps
 * between pieces that are in use, which grow for long where sizes vary.
 *
 * @returns {(() => number) | undefined} reads them; undefined where the C library does not tell
 * @see https://man7.org/linux/man-pages/man3/mallinfo.3.html (mallinfo2, since glibc 2.33)
 */
export function allocatedBytes() {
  const koffi = createRequire(import.meta.resolve("@lipschitz-gan/backend"))("koffi");
  try {
    const Mallinfo = koffi.struct(Object.fromEntries(FIELDS.map((field) => [field, "size_t"])));
    /** @type {() => Usage} */
    const read = koffi.load(null).func("mallinfo2", Mallinfo, []);
    return () => {
      const { uordblks, hblkhd } = read();
      return Number(uordblks) + Number(hblkhd);
    };
  } catch {
    return undefined;
  }
}
