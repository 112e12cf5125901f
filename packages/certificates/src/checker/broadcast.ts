import { sizeOf } from "./operation.ts";

/** For an entry of a shape the entry of one that is broadcast to it. */
export function broadcast(from: readonly number[], to: readonly number[]): (entry: number) => number {
  const sizes = to.map((_, axis) => from[axis - to.length + from.length] ?? 1);
  if (sizeOf(from) === sizeOf(to)) return (entry) => entry;
  return (entry) => {
    let [rest, index, stride] = [entry, 0, 1];
    for (let axis = to.length - 1; axis >= 0; axis--) {
      const [n, own] = [to[axis] as number, sizes[axis] as number];
      if (own > 1) index += (rest % n) * stride;
      rest = Math.floor(rest / n);
      stride *= own;
    }
    return index;
  };
}
