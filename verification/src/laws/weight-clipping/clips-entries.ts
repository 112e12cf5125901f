import * as fc from "fast-check";
import { defineLaw, type Law } from "../../kit/define-law.ts";
import type { Measurement } from "../../kit/measurement.ts";
import {
  clipped,
  type ClippingCase,
  clippingCase,
  clippingLabels,
  clippingParts,
  float32Bound,
  kernelsOf,
  showClipping,
} from "./clipping-case.ts";
import type { WeightClippingSubject } from "./subject.ts";

/** What lies beyond the bound goes to it, infinities too. */
export const bounded: Law<WeightClippingSubject> = defineLaw<WeightClippingSubject, ClippingCase>({
  name: "bounded",
  statement: "After a projection no entry is beyond the float32 bound, and those that were are at it, with their sign.",
  source: "Arjovsky, Chintala & Bottou (2017), algorithm 1: w ← clip(w, −c, c)",
  cases: clippingCase(),
  labels: clippingLabels,
  show: showClipping,
  measure: async (subject, given) => {
    const kernels = kernelsOf(given);
    const found = await clipped(subject, given.options, kernels);
    return kernels.flatMap((kernel, i): Measurement[] => {
      const bound = float32Bound(given.options, kernel, kernels.length);
      const after = found[i] ?? new Float32Array();
      const missed = [...kernel.values].filter(
        (x, position) => Math.abs(x) > bound && after[position] !== Math.sign(x) * bound,
      );
      return [
        {
          observed: [...after].filter((x) => !(Math.abs(x) <= bound)).length,
          allowed: 0,
          what: `entries of kernel ${i} beyond ${bound}`,
        },
        {
          observed: missed.length,
          allowed: 0,
          what: `entries of kernel ${i} that were beyond and are not at the bound`,
        },
      ];
    });
  },
});

/** What lies within stays as it is. */
export const insideStays: Law<WeightClippingSubject> = defineLaw<WeightClippingSubject, ClippingCase>({
  name: "inside-stays",
  statement: "What lies within the bound stays as it is, to the bit.",
  source:
    "Arjovsky, Chintala & Bottou (2017), algorithm 1; scaling the whole kernel into the bound would also bound it",
  cases: clippingCase(),
  labels: clippingLabels,
  show: showClipping,
  measure: async (subject, given) => {
    const kernels = kernelsOf(given);
    const found = await clipped(subject, given.options, kernels);
    return kernels.map((kernel, i) => {
      const bound = float32Bound(given.options, kernel, kernels.length);
      const moved = [...kernel.values].filter(
        (x, position) => Math.abs(x) <= bound && !Object.is(x, found[i]?.[position]),
      );
      return { observed: moved.length, allowed: 0, what: `entries of kernel ${i} that were within and moved` };
    });
  },
});

interface SpoiltCase extends ClippingCase {
  /** Which entry of the first kernel is spoilt, counted round. */
  readonly position: number;
  readonly value: "NaN" | "Infinity" | "-Infinity";
}

/** Training that has failed must not look like training that has not. */
export const nanStays: Law<WeightClippingSubject> = defineLaw<WeightClippingSubject, SpoiltCase>({
  name: "nan-stays",
  statement: "A NaN stays NaN, an infinite entry goes to the bound, and neither changes another entry.",
  source:
    "clipByValue of TensorFlow.js's WASM turns NaN into the lower bound; its isNaN is false on WebGL (tfjs #5800)",
  cases: fc.record({
    ...clippingParts(),
    position: fc.nat(40),
    value: fc.constantFrom("NaN", "Infinity", "-Infinity"),
  }),
  labels: (given) => [...clippingLabels(given), `entry: ${given.value}`],
  show: (given) => `${showClipping(given)}\nentry ${given.position} of the first, counted round: ${given.value}`,
  measure: async (subject, given) => {
    const kernels = kernelsOf(given);
    const [first] = kernels;
    if (first === undefined) return [];
    const position = given.position % first.values.length;
    const spoilt = first.values.with(position, Number(given.value));
    const clean = (await clipped(subject, given.options, kernels))[0] ?? [];
    const found = (await clipped(subject, given.options, [{ ...first, values: spoilt }, ...kernels.slice(1)]))[0] ?? [];
    const expected = Math.sign(Number(given.value)) * float32Bound(given.options, first, kernels.length);
    const others = [...clean].filter((x, i) => i !== position && !Object.is(x, found[i]));
    return [
      { observed: Object.is(found[position], expected) ? 0 : 1, allowed: 0, what: `the entry that was ${given.value}` },
      { observed: others.length, allowed: 0, what: "other entries, against those without it" },
    ];
  },
});
