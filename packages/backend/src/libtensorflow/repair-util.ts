/**
 * Gives back what the native packages of 4.22 call in Node's `util`: `isNullOrUndefined`, which Node 23 removed, and
 * `isArray`, which Node 22 deprecated. What is there stays as it is.
 *
 * @see https://nodejs.org/api/deprecations.html, DEP0044 and DEP0051
 * @internal
 */
export function repairUtil(): void {
  const util: object = process.getBuiltinModule("node:util");
  if (!("isNullOrUndefined" in util)) {
    Object.assign(util, { isNullOrUndefined: (value: unknown) => value === null || value === undefined });
  }
  if (!("isArray" in util)) Object.assign(util, { isArray: Array.isArray });
}
