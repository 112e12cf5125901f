// Bits are read and written as integers, so that a NaN keeps its payload; index reads are within bounds by the loops.

/**
 * Half precision numbers as float32, which holds every one of them.
 *
 * @param halves - the bits, 1 sign, 5 exponent and 10 fraction
 * @returns the numbers
 * @see IEEE 754-2019, section 3.6, binary16
 * @internal
 */
export function halvesToFloat32(halves: Uint16Array): Float32Array {
  const values = new Float32Array(halves.length);
  const bits = new Uint32Array(values.buffer);
  for (let i = 0; i < halves.length; i++) {
    const half = halves[i] as number;
    const exponent = (half >>> 10) & 0x1f;
    const fraction = half & 0x3ff;
    if (exponent === 0) {
      values[i] = fraction * 2 ** -24; // subnormal, or zero
      bits[i] = (bits[i] as number) | ((half & 0x8000) << 16);
    } else {
      // The bias grows from 15 to 127; infinity and NaN have all bits of the exponent set in both.
      const wide = exponent === 0x1f ? 0xff : exponent + 112;
      bits[i] = ((half & 0x8000) << 16) | (wide << 23) | (fraction << 13);
    }
  }
  return values;
}

/**
 * Numbers rounded to half precision, to nearest and to even in a tie.
 *
 * @param values - the numbers
 * @returns the bits; infinity for a finite number of 65 520 or more in size
 * @see IEEE 754-2019, sections 3.6 and 4.3.1
 * @internal
 */
export function float32ToHalves(values: Float32Array): Uint16Array {
  const bits = bitsOf(values);
  return Uint16Array.from(bits, (word) => {
    const sign = (word >>> 16) & 0x8000;
    const size = word & 0x7fffffff;
    if (size > 0x7f800000) return sign | 0x7c00 | ((size >>> 13) & 0x3ff || 0x200); // a NaN stays one
    if (size >= 0x477ff000) return sign | 0x7c00; // 65 520, half way from the largest to the next power of two
    if (size >= 0x38800000) return sign | (roundedShift(size, 13) - (112 << 10)); // 2^-14, the smallest normal one
    if (size <= 0x33000000) return sign; // 2^-25, half the smallest subnormal one
    return sign | roundedShift((size & 0x7fffff) | 0x800000, 126 - (size >>> 23));
  });
}

/**
 * The upper halves of float32 as float32.
 *
 * @param halves - the bits, 1 sign, 8 exponent and 7 fraction
 * @returns the numbers
 * @internal
 */
export function brainHalvesToFloat32(halves: Uint16Array): Float32Array {
  return new Float32Array(Uint32Array.from(halves, (half) => half << 16).buffer);
}

/**
 * Numbers rounded to the upper half of a float32, to nearest and to even in a tie.
 *
 * @param values - the numbers
 * @returns the bits; infinity for a finite number that rounds beyond the largest
 * @internal
 */
export function float32ToBrainHalves(values: Float32Array): Uint16Array {
  return Uint16Array.from(bitsOf(values), (word) => {
    const sign = (word >>> 16) & 0x8000;
    const size = word & 0x7fffffff;
    if (size > 0x7f800000) return sign | 0x7f80 | ((size >>> 16) & 0x7f || 0x40); // a NaN stays one
    return sign | roundedShift(size, 16);
  });
}

function bitsOf(values: Float32Array): Uint32Array {
  return new Uint32Array(values.buffer, values.byteOffset, values.length);
}

/** `word / 2^by`, to nearest and to even in a tie; a carry into the exponent is the next power of two, as it must be. */
function roundedShift(word: number, by: number): number {
  const kept = word >>> by;
  const rest = word - kept * 2 ** by;
  const half = 2 ** (by - 1);
  return rest > half || (rest === half && kept % 2 === 1) ? kept + 1 : kept;
}
