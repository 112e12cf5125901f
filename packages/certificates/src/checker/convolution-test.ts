import { largestCount, type Window, windowLinks } from "./geometry.ts";
import { FLOOR, frobeniusUp, isNormBelow, shorterSide, type Vectors } from "./norm-test.ts";
import type { Convolution } from "./operation.ts";
import { demand, down, gamma, rootUp, spend, timesUp, UNIT, up, type Work } from "./rounding.ts";

// Reads of typed arrays below are in range by construction; `as number` keeps checks out of the inner loops.

/**
 * Whether it is proven that the kernel's matrices `[taps · perInput, perOutput]`, the largest over the groups, have norms of at most
 * `bound`. The norm of a convolution whose windows have one tap is no larger.
 *
 * @internal
 */
export function isKernelBelow(convolution: Convolution, bound: number, work: Work): boolean {
  const { groups, perOutput, kernel, error } = convolution;
  const width = groups * perOutput;
  const rows = kernel.length / width;
  for (let group = 0; group < groups; group++) {
    const values = new Float64Array(rows * perOutput);
    for (let row = 0; row < rows; row++) {
      const from = row * width + group * perOutput;
      values.set(kernel.subarray(from, from + perOutput), row * perOutput);
    }
    const own = down(bound - up(timesUp(error, frobeniusUp(values))));
    const exact = error === 0 ? bound : own;
    if (!isNormBelow(shorterSide(values, rows, perOutput), exact, work)) return false;
  }
  return true;
}

/**
 * Whether it is proven that a convolution's norm is at most `bound` by its reshaped kernel: `‖T x‖² <= ‖K‖² Σ |window of x|²`, and an
 * entry counts as often there as windows meet it, at most Π κ.
 *
 * @internal
 */
export function isReshapedBelow(convolution: Convolution, bound: number, work: Work): boolean {
  const overlap = convolution.axes.reduce((product, axis) => product * largestCount(windowLinks(axis).i), 1);
  if (overlap === 0) return bound >= 0; // all taps meet zeros
  const root = rootUp(overlap);
  return isKernelBelow(convolution, root === 1 ? bound : down(bound / root), work);
}

/** Where tap t falls: entry `residue` of piece `o + shift` of the input, cut into pieces of `stride` entries, from output o. */
function shiftsOf({ size, stride, dilation, before }: Window): readonly { shift: number; residue: number }[] {
  return Array.from({ length: size }, (_, tap) => {
    const offset = tap * dilation - before;
    const shift = Math.floor(offset / stride);
    return { shift, residue: offset - shift * stride };
  });
}

/**
 * By how much the norm can exceed the largest norm of the symbol on a grid of M frequencies along one axis.
 *
 * Cut the input into J pieces of `stride` entries; output o of m reads the pieces o + q, with the shifts q from q₁ to q₂. A circulant of
 * size M >= max(J, m) reads `(o + q) mod M`. With the input in the pieces 0 … J − 1 and zeros in the others it gives the same for o < m, unless
 * some o + q outside [0, J) falls into it: `m − 1 + q₂ < M` and `q₁ + M >= J` exclude that. The convolution is then a part of the
 * circulant, whose norm is the largest on the grid: factor 1.
 *
 * On any grid: let N be the largest norm over all frequencies, at θ₀ with unit vectors, `y* L(θ₀) x = N`. With the middle of the shifts,
 * `c = (q₁ + q₂) / 2`, `p(θ) = Re y* e^{−ic(θ − θ₀)} L(θ) x` has the frequencies `(q₁ − q₂) / 2 … (q₂ − q₁) / 2` in whole steps: p(2φ) is a real
 * trigonometric polynomial of degree `Q = q₂ − q₁`, at most N in size and N at φ₀. By M. Riesz it is at least `N cos(Q s)` at distance
 * s <= π / Q from there; and a frequency of the grid is within `π / M` of θ₀, `π / 2M` of φ₀. So the factor is `1 / cos(π Q / 2M)` for M > Q,
 * where `cos x >= 1 − x²/2`. It holds axis by axis, the other frequencies kept, and for images of every size.
 *
 * @param window - the axis
 * @param frequencies - M
 * @returns the factor, rounded up; infinite where the grid says nothing
 * @see Riesz (1914), Eine trigonometrische Interpolationsformel, Jahresbericht DMV 23, 354-368
 * @internal
 */
export function gridFactor(window: Window, frequencies: number): number {
  const shifts = shiftsOf(window).map(({ shift }) => shift);
  const [least, most] = [shifts[0] as number, shifts.at(-1) as number]; // they ascend, and there is one
  const pieces = Math.floor((window.inputSize - 1) / window.stride) + 1;
  const exact = Math.max(most + window.outputSize, pieces - least, window.outputSize, pieces);
  if (frequencies >= exact) return 1;
  const x = up(up(1.5707963267948968 * (most - least)) / frequencies); // above π / 2
  const cosine = 1 - up(x * x) / 2;
  return cosine > 0 ? up(1 / down(cosine)) : Infinity;
}

/**
 * The point of the unit circle at `k / M` of a turn, each coordinate wrong by at most 6u.
 *
 * Whole numbers bring the angle into [0, π/4], where it is computed with three roundings, at most 2.4u; the alternating series are
 * summed from their ends with at most 3.5u, and what follows the term of x^18 or x^19 is below 2^-57.
 *
 * @internal
 */
export function circlePoint(k: number, frequencies: number): readonly [cosine: number, sine: number] {
  let n = 8 * k; // in units of 1 / 8M of a turn
  const isBelow = n > 4 * frequencies;
  if (isBelow) n = 8 * frequencies - n;
  const isLeft = n > 2 * frequencies;
  if (isLeft) n = 4 * frequencies - n;
  const isSteep = n > frequencies;
  if (isSteep) n = 2 * frequencies - n;
  const x = ((Math.PI / 4) * n) / frequencies;
  let [cosine, sine] = [1, 1];
  for (let j = 18; j >= 2; j -= 2) {
    cosine = 1 - (x * x * cosine) / (j * (j - 1));
    sine = 1 - (x * x * sine) / (j * (j + 1));
  }
  sine *= x;
  if (isSteep) [cosine, sine] = [sine, cosine];
  return [isLeft ? -cosine : cosine, isBelow ? -sine : sine];
}

/**
 * Whether it is proven that a convolution's norm is at most `bound` by its symbol on a grid of frequencies.
 *
 * The symbol L(θ) of `[perOutput, Π stride · perInput]` is the sum over the taps of `K[t] e^{i θ · shift}`, in the columns of the tap's
 * residues. It is computed with an error: each phase is a product of up to three points of the circle, wrong by at most
 * `3 · 8.5u + 2 · 3u < 40u`, and the sum of T taps has `γ_{T+2}`, so an entry is wrong by at most ε times the sum of |K[t]|, and the matrix
 * by `ε ‖ Σ_t |K[t]| ‖_F`, where ε holds the error of the kernel, too. So at every frequency the norm of what is computed has to be at
 * most `bound / factors − ε ‖ Σ_t |K[t]| ‖_F`. For real kernels θ and −θ have the same norm.
 *
 * @param convolution - the convolution
 * @param grid - number of frequencies along each axis
 * @param bound - the claim
 * @param work - is charged for it
 * @returns true only if it is proven
 * @internal
 */
export function isSymbolBelow(convolution: Convolution, grid: readonly number[], bound: number, work: Work): boolean {
  const { axes, groups, perInput, perOutput, kernel, error } = convolution;
  demand(
    axes.length > 0 &&
      grid.length === axes.length &&
      grid.every((n) => Number.isSafeInteger(n) && n >= 1 && n < 2 ** 20),
    () => `grid must have ${axes.length} whole numbers from 1 to 2^20, received [${grid.join(", ")}]`,
  );
  const factors = axes.reduce((product, axis, i) => timesUp(product, gridFactor(axis, grid[i] ?? 1)), 1);
  const taps = kernel.length / (perInput * groups * perOutput);
  const relative = up(40 * UNIT + gamma(taps + 2) + error * (1 + 2 ** -20));
  const uncertain = up(timesUp(relative, frobeniusUp(sumOfSizes(kernel, taps))));
  const mu = down(down(bound / factors) - uncertain - FLOOR);
  if (kernel.every((entry) => entry === 0)) return bound >= 0;
  const frequencies = halfOf(grid);
  const points = grid.map((n) => Array.from({ length: n }, (_, k) => circlePoint(k, n)));
  const strides = axes.reduce((product, { stride }) => product * stride, 1);
  spend(work, groups * frequencies.length * (4 * taps * perInput * perOutput + 1000));
  for (let group = 0; group < groups; group++) {
    const symbol = symbolOf(convolution, group, strides * perInput);
    for (const frequency of frequencies) {
      const phases = symbol.shifts.map((shift) => phaseOf(frequency, shift, points));
      if (!isNormBelow(symbol.at(phases), mu, work)) return false;
    }
  }
  return true;
}

/** `Σ_t |K[t]|`, entry by entry. */
function sumOfSizes(kernel: Float64Array, taps: number): Float64Array {
  const block = kernel.length / taps;
  const sums = new Float64Array(block);
  for (let at = 0; at < kernel.length; at++)
    sums[at % block] = (sums[at % block] as number) + Math.abs(kernel[at] as number);
  return sums.map((sum) => sum * (1 + gamma(taps + 1)));
}

/** One of each pair of opposite frequencies. */
function halfOf(grid: readonly number[]): readonly (readonly number[])[] {
  const size = grid.reduce((product, n) => product * n, 1);
  demand(size <= 2 ** 22, () => `a grid must have at most 2^22 frequencies, received ${size}`);
  const found: (readonly number[])[] = [];
  for (let index = 0; index < size; index++) {
    let rest = index;
    const frequency = grid.map((n) => {
      const own = rest % n;
      rest = (rest - own) / n;
      return own;
    });
    const opposite = grid.reduceRight((sum, n, axis) => sum * n + ((n - (frequency[axis] as number)) % n), 0);
    if (index <= opposite) found.push(frequency);
  }
  return found;
}

/** `e^{i θ · shift}` */
function phaseOf(
  frequency: readonly number[],
  shift: readonly number[],
  points: readonly (readonly (readonly [number, number])[])[],
): readonly [number, number] {
  let [re, im] = [1, 0];
  for (const [axis, circle] of points.entries()) {
    const turned = (((frequency[axis] as number) * (shift[axis] as number)) % circle.length) + circle.length;
    const [c, s] = circle[turned % circle.length] as readonly [number, number];
    [re, im] = [re * c - im * s, re * s + im * c];
  }
  return [re, im];
}

/** The symbol of a group along its smaller side, at given phases of the taps. */
function symbolOf(
  { axes, groups, perInput, perOutput, kernel }: Convolution,
  group: number,
  columns: number,
): { shifts: readonly (readonly number[])[]; at: (phases: readonly (readonly [number, number])[]) => Vectors } {
  let taps: { shift: number[]; residue: number }[] = [{ shift: [], residue: 0 }];
  for (const axis of axes) {
    const own = shiftsOf(axis);
    taps = taps.flatMap(({ shift, residue }) =>
      own.map((tap) => ({ shift: [...shift, tap.shift], residue: residue * axis.stride + tap.residue })),
    );
  }
  const byOutput = perOutput <= columns;
  const [count, length] = byOutput ? [perOutput, columns] : [columns, perOutput];
  const block = perInput * groups * perOutput;
  // The block of each tap as runs of numbers that are next to each other in the symbol, too.
  const runs = taps.map((_, tap) => {
    const run = new Float64Array(perInput * perOutput);
    for (let i = 0; i < perInput; i++) {
      for (let c = 0; c < perOutput; c++) {
        const value = kernel[tap * block + i * groups * perOutput + group * perOutput + c] as number;
        run[byOutput ? c * perInput + i : i * perOutput + c] = value;
      }
    }
    return run;
  });
  const values = new Float64Array(2 * count * length);
  const at = (phases: readonly (readonly [number, number])[]): Vectors => {
    values.fill(0);
    for (const [tap, run] of runs.entries()) {
      const [re, im] = phases[tap] as readonly [number, number];
      const start = (taps[tap]?.residue as number) * perInput;
      const [nRuns, n] = byOutput ? [perOutput, perInput] : [perInput, perOutput];
      for (let r = 0; r < nRuns; r++) {
        const to = byOutput ? r * 2 * length + start : (start + r) * 2 * length;
        for (let k = 0; k < n; k++) {
          const value = run[r * n + k] as number;
          values[to + k] = (values[to + k] as number) + value * re;
          values[to + length + k] = (values[to + length + k] as number) + value * im;
        }
      }
    }
    return { count, length, isComplex: true, values };
  };
  return { shifts: taps.map(({ shift }) => shift), at };
}
