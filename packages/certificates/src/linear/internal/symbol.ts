import type { ConvolutionMap } from "../../network/convolution-map.ts";
import { frobeniusUp } from "./frobenius-norm.ts";
import { gammaUp } from "../../rounding/gamma-up.ts";
import { type PolyphaseTap, polyphaseTaps } from "./polyphase.ts";
import { TWIDDLE_ERROR } from "./twiddles.ts";

/**
 * The symbol of one group of a convolution: for frequencies θ, one an axis, the matrix
 * `L(θ)[c, (r, i)] = Σ_t K[t, i, c] e^{i Σ_axis θ q_t}` over the taps t whose residue is r.
 *
 * Along each axis tap t meets entry `s (o + q_t) + r_t` from output o (see {@link polyphaseTaps}), so with the input's entries cut into pieces
 * of s, each a vector over residues and channels, the convolution reads piece o + q_t and is a matrix at each shift: a block
 * Laurent operator, of which zero padding leaves out rows and columns. Its Fourier transform is L.
 */
export interface ConvolutionSymbol {
  /** The smaller side of L: number of vectors. */
  readonly count: number;
  readonly length: number;
  /** Shift of each tap along each axis. */
  readonly shifts: readonly (readonly number[])[];
  /** At least the Frobenius norm of what {@link write} writes minus L. */
  readonly error: number;
  /**
   * Writes L, by its smaller side.
   *
   * @param re - `count · length` real parts
   * @param im - imaginary parts
   * @param factorRe - for each tap the real part of `e^{i Σ θ q_t}`
   * @param factorIm - the imaginary part
   */
  write(re: Float64Array, im: Float64Array, factorRe: Float64Array, factorIm: Float64Array): void;
}

/**
 * Prepares the symbol of one group.
 *
 * Rounding. A factor `e^{iΣθq}` is a product of one root of unity an axis: with a axes it is off by
 * `(1 + 8u)^a (1 + √2 γ_2)^{a−1} − 1 < 12u a` at most (Higham, lemma 3.5). An entry of L is a sum of T products at most; real and imaginary
 * parts are each off by `Σ|K_t| (|Δfactor part| + γ_T |factor part|)`, so, both together, by `(12u a + γ_T (1 + 12u a)) Σ|K_t|`. If the kernel's entries
 * may be off by δ of themselves, that adds `δ Σ|K_t|`. So the error is at most
 * `ε ‖ Σ_t |K_t| ‖_F`, the sum over taps of the same residue. Underflow is covered by two further roundings in γ_{T+2}, since the kernel is near 1.
 *
 * @param map - the geometry
 * @param kernel - the kernel, scaled so that its largest entry is near 1
 * @param group - which group
 * @param radius - δ: how far each entry of the kernel may be off, as a fraction of it
 * @internal
 */
export function convolutionSymbol(
  map: ConvolutionMap,
  kernel: Float64Array,
  group: number,
  radius: number,
): ConvolutionSymbol {
  const inputs = map.inChannels / map.groups;
  const outputs = map.outChannels / map.groups;
  const taps = tapsOf(map);
  const residues = [...new Set(taps.map(({ residue }) => residue))];
  const places = taps.map(({ residue }) => residues.indexOf(residue));
  const columns = residues.length * inputs;
  const byOutput = outputs <= columns;
  const blocks = blocksOf(map, kernel, group, byOutput);
  const size = inputs * outputs;
  // Where tap t's block goes: runs of `run` entries, one every `pitch`.
  const run = byOutput ? inputs : size;
  const pitch = byOutput ? columns : size;
  const add = (target: Float64Array, weights: Float64Array): void => {
    target.fill(0);
    for (const [t, place] of places.entries()) {
      const weight = weights[t] as number; // one for each tap
      let from = t * size;
      for (let at = place * run; from < (t + 1) * size; at += pitch) {
        for (let k = 0; k < run; k++, from++) {
          target[at + k] = (target[at + k] as number) + weight * (blocks[from] as number); // in range
        }
      }
    }
  };
  const sums = new Float64Array(columns * outputs);
  const magnitudes = blocks.map(Math.abs);
  for (const [t, place] of places.entries()) {
    for (let k = 0; k < size; k++)
      sums[place * size + k] = (sums[place * size + k] as number) + (magnitudes[t * size + k] as number);
  }
  return {
    count: byOutput ? outputs : columns,
    length: byOutput ? columns : outputs,
    shifts: taps.map(({ shifts }) => shifts),
    error: symbolError(map, taps.length, radius) * frobeniusUp(sums) * (1 + 2 ** -50),
    write: (re, im, factorRe, factorIm) => {
      add(re, factorRe);
      add(im, factorIm);
    },
  };
}

/** ε of {@link convolutionSymbol}, times what the sums `Σ|K_t|` are too small by. */
function symbolError(map: ConvolutionMap, taps: number, radius: number): number {
  const factors = (TWIDDLE_ERROR + 4 * 2 ** -53) * map.axes.length;
  const epsilon = factors + gammaUp(taps + 2) * (1 + factors) + radius;
  return epsilon * (1 + gammaUp(taps)) * (1 + 2 ** -50);
}

interface Tap {
  readonly shifts: readonly number[];
  /** The residues along all axes as one text. */
  readonly residue: string;
}

/** The taps in the order of the kernel's memory. */
function tapsOf(map: ConvolutionMap): readonly Tap[] {
  let taps: readonly (readonly PolyphaseTap[])[] = [[]];
  for (const axis of map.axes) {
    const own = polyphaseTaps(axis);
    taps = taps.flatMap((before) => own.map((tap) => before.concat(tap)));
  }
  return taps.map((tap) => ({
    shifts: tap.map(({ shift }) => shift),
    residue: tap.map(({ residue }) => residue).join(),
  }));
}

/** The group's part of the kernel, tap by tap: `[output, input]` or `[input, output]`. */
function blocksOf(map: ConvolutionMap, kernel: Float64Array, group: number, byOutput: boolean): Float64Array {
  const inputs = map.inChannels / map.groups;
  const outputs = map.outChannels / map.groups;
  const size = inputs * outputs;
  const taps = kernel.length / (inputs * map.outChannels);
  const blocks = new Float64Array(taps * size);
  for (let t = 0; t < taps; t++) {
    for (let i = 0; i < inputs; i++) {
      const from = (t * inputs + i) * map.outChannels + group * outputs;
      for (let c = 0; c < outputs; c++) {
        blocks[t * size + (byOutput ? c * inputs + i : i * outputs + c)] = kernel[from + c] as number; // in range
      }
    }
  }
  return blocks;
}
