import { images, permuted } from "./onednn/layouts.ts";
import type { Library } from "./onednn/library.ts";
import { constant, layout, sizes } from "./onednn/operation.ts";
import { DESTINATION, SOURCE, WEIGHTS, makePrimitive } from "./onednn/primitive.ts";
import { OneDnnError } from "./onednn/dialect.ts";
import type { Koffi } from "./onednn/koffi.ts";

/**
 * Computes a convolution whose result is known, so that a library whose structures lie otherwise than its version says
 * is not used.
 *
 * @throws OneDnnError if the result is another
 * @internal
 */
export function checkLibrary(koffi: Koffi, library: Library): void {
  // One buffer for all three, which the last use of `memory` below keeps alive.
  const memory = new Float32Array(new ArrayBuffer(4 * 32));
  const x = memory.subarray(0, 9);
  const filter = memory.subarray(9, 13);
  const y = memory.subarray(16, 20);
  x.set([1, 2, 3, 4, 5, 6, 7, 8, 9]);
  filter.set([1, 10, 100, 1000]);
  const source = images([1, 3, 3, 1]);
  const weights = permuted([2, 2, 1, 1], [3, 2, 0, 1]);
  const destination = images([1, 2, 2, 1]);
  const primitive = makePrimitive(
    library,
    {
      family: "convolution_forward",
      parameters: [
        constant("forward_inference"),
        constant("convolution_direct"),
        layout(source),
        layout(weights),
        layout(null),
        layout(destination),
        ...[
          [1, 1],
          [0, 0],
          [0, 0],
          [0, 0],
        ].map(sizes),
      ],
    },
    [
      { argument: SOURCE, layout: source },
      { argument: WEIGHTS, layout: weights },
      { argument: DESTINATION, layout: destination },
    ],
  );
  try {
    primitive.run(...[x, filter, y].map((values) => Number(koffi.address(values))));
  } finally {
    primitive.dispose();
  }
  const expected = [5421, 6532, 8754, 9865];
  if (expected.some((value, i) => memory[16 + i] !== value)) {
    throw new OneDnnError(
      `oneDNN ${library.version} computes a convolution wrongly: ${y.join(", ")} for ${expected.join(", ")}`,
    );
  }
}
