import { ShapeError } from "@lipschitz-gan/core";
import { checkInteger } from "./internal/check-integer.ts";
import { CompensatedSums } from "./internal/compensated-sum.ts";
import { meanAndStd } from "./internal/mean-and-std.ts";

/** The Inception Score of some samples. */
export interface InceptionScore {
  /** Mean over the splits, in `[1, nClasses]` up to rounding. */
  readonly value: number;
  /** Standard deviation over the splits, divided by their number as in the original; 0 if there is only one. */
  readonly std: number;
}

/** Options of {@link accumulateInceptionScore}. */
export interface InceptionScoreAccumulatorOptions {
  /** How many samples there will be, an integer >= 1; it decides where the splits end. */
  readonly count: number;
  /** Number of contiguous splits, an integer in `[1, count]`; default 10, as in the original. */
  readonly splits?: number;
}

/** Options of {@link inceptionScore}. */
export interface InceptionScoreOptions {
  /** Number of contiguous splits, an integer in `[1, n]`; default 10, as in the original. */
  readonly splits?: number;
}

/** Takes the probabilities of samples batch by batch. */
export interface InceptionScoreAccumulator {
  /**
   * Takes the next samples; all of them or, if one is refused, none.
   *
   * @param probabilities - of the classes, row by row, length `n · nClasses`
   * @throws {@link @lipschitz-gan/core!ShapeError | ShapeError} if that is not a whole number of rows
   * @throws RangeError if a number is negative, NaN or infinite, if a row does not sum to 1, or if there are more samples than were announced
   */
  add(probabilities: ArrayLike<number>): void;
  /**
   * The score.
   *
   * @throws RangeError if fewer samples came than were announced
   */
  finish(): InceptionScore;
}

/**
 * The Inception Score of samples that come in batches: per split `exp(mean KL(p(y|x) || p(y)))`, with p(y) the mean of
 * p(y|x) over the split.
 *
 * Only `Σ p` and `Σ p log p` of each split are kept, since the mean divergence is
 * `(1/n) Σ_x Σ_y p(y|x) log p(y|x) - Σ_y p(y) log p(y)`, with `0 log 0 = 0`; the sums are compensated, so the order of the
 * samples within a split and their cut into batches matter at rounding level only. Split i holds the samples from
 * `⌊i n / splits⌋` to before `⌊(i + 1) n / splits⌋`. Which split a sample falls into matters, and so does the number of
 * samples: the score of n samples is biased, so scores of different counts or splits cannot be compared.
 *
 * A row may miss the sum 1 by what a softmax in float32 rounds away, `(nClasses + 8) 2⁻²⁴`, and is divided by its sum.
 * (The original is not; the two differ by less than that relative error times a small number, but only so is each
 * divergence >= 0 and the score >= 1.)
 *
 * @param nClasses - number of classes, an integer >= 1
 * @param options - how many samples will come, and in how many splits
 * @returns an accumulator
 * @throws RangeError if nClasses, count or splits is not as said
 *
 * @example
 * ```ts
 * import { accumulateInceptionScore } from "@lipschitz-gan/metrics";
 *
 * const score = accumulateInceptionScore(2, { count: 4, splits: 2 });
 * score.add([1, 0, 0, 1]); // two sure samples of two classes
 * score.add([0.5, 0.5]); // and two that say nothing
 * score.add([0.5, 0.5]);
 * score.finish(); // => { value: 1.5, std: 0.5 }
 * ```
 * @see Salimans et al. (2016), Improved Techniques for Training GANs, section 4, https://arxiv.org/abs/1606.03498
 * @see Barratt & Sharma (2018), A Note on the Inception Score, equation 1 and section 3, https://arxiv.org/abs/1801.01973
 */
export function accumulateInceptionScore(
  nClasses: number,
  { count, splits = 10 }: InceptionScoreAccumulatorOptions,
): InceptionScoreAccumulator {
  const where = "accumulateInceptionScore";
  checkInteger(where, "nClasses", nClasses, 1);
  checkInteger(where, "count", count, 1);
  checkInteger(where, "splits", splits, 1, count);
  const marginals = new CompensatedSums(splits * nClasses);
  const negativeEntropies = new CompensatedSums(splits);
  let seen = 0;
  let split = 0;
  return {
    add(probabilities) {
      const rowSums = checkRows(where, probabilities, nClasses, seen);
      if (seen + rowSums.length > count) {
        throw new RangeError(`${where}: add must get ${count} samples in all, received ${seen + rowSums.length}`);
      }
      for (const [row, rowSum] of rowSums.entries()) {
        while (seen >= splitEnd(split, count, splits)) split += 1;
        for (let y = 0; y < nClasses; y++) {
          // Checked above; `?? NaN` would only hide that.
          const p = (probabilities[row * nClasses + y] as number) / rowSum;
          marginals.add(split * nClasses + y, p);
          negativeEntropies.add(split, xLogX(p));
        }
        seen += 1;
      }
    },
    finish() {
      if (seen !== count) {
        throw new RangeError(`${where}: finish needs the ${count} samples that were announced, received ${seen}`);
      }
      const scores = Array.from({ length: splits }, (_, i) => {
        const size = splitEnd(i, count, splits) - splitEnd(i - 1, count, splits);
        const divergence = new CompensatedSums(1);
        divergence.add(0, negativeEntropies.total(i) / size);
        for (let y = 0; y < nClasses; y++) divergence.add(0, -xLogX(marginals.total(i * nClasses + y) / size));
        return Math.exp(divergence.total(0));
      });
      return meanAndStd(scores);
    },
  };
}

/**
 * The Inception Score of samples, from the probabilities that a classifier gives them; see
 * {@link accumulateInceptionScore}, which takes them in batches, for the formula.
 *
 * @param probabilities - of the classes, row by row, length `n · nClasses`; each row >= 0 with sum 1
 * @param nClasses - number of classes, an integer >= 1
 * @param options - in how many splits
 * @returns mean and standard deviation over the splits
 * @throws {@link @lipschitz-gan/core!ShapeError | ShapeError} if there is not at least one row, all whole
 * @throws RangeError if a number is negative, NaN or infinite, a row does not sum to 1, or there are fewer samples than splits
 *
 * @example
 * ```ts
 * import { inceptionScore } from "@lipschitz-gan/metrics";
 *
 * inceptionScore([1, 0, 0, 0, 1, 0, 0, 0, 1], 3, { splits: 1 }).value; // => ~3
 * inceptionScore([1, 0, 0, 1, 0, 0, 1, 0, 0], 3, { splits: 1 }); // => { value: 1, std: 0 }
 * ```
 * @see Salimans et al. (2016), Improved Techniques for Training GANs, section 4, https://arxiv.org/abs/1606.03498
 */
export function inceptionScore(
  probabilities: ArrayLike<number>,
  nClasses: number,
  { splits = 10 }: InceptionScoreOptions = {},
): InceptionScore {
  const where = "inceptionScore";
  checkInteger(where, "nClasses", nClasses, 1);
  const count = probabilities.length / nClasses;
  if (!(Number.isInteger(count) && count >= 1)) {
    throw new ShapeError(where, `[n · ${nClasses}] with n >= 1`, [probabilities.length]);
  }
  checkInteger(where, "splits", splits, 1, count);
  const accumulator = accumulateInceptionScore(nClasses, { count, splits });
  accumulator.add(probabilities);
  return accumulator.finish();
}

/** Where a split ends, as the original's `(i + 1) * n // splits`; split -1 ends at 0. */
const splitEnd = (split: number, count: number, splits: number): number => Math.floor(((split + 1) * count) / splits);

const xLogX = (p: number): number => (p === 0 ? 0 : p * Math.log(p));

/** The sums of the rows, if they are probabilities. */
function checkRows(
  where: string,
  probabilities: ArrayLike<number>,
  nClasses: number,
  first: number,
): readonly number[] {
  if (probabilities.length % nClasses !== 0) {
    throw new ShapeError(where, `[n · ${nClasses}]`, [probabilities.length]);
  }
  // A softmax divides by the float32 sum of nClasses positive numbers, off by nClasses - 1 roundings at most; the
  // quotients are off by one to three more (WebGPU allows 2.5 units in the last place).
  const tolerance = (nClasses + 8) * 2 ** -24;
  return Array.from({ length: probabilities.length / nClasses }, (_, row) => {
    let sum = 0;
    for (let y = 0; y < nClasses; y++) {
      const p = probabilities[row * nClasses + y] ?? NaN;
      if (!(p >= 0 && p < Infinity)) {
        throw new RangeError(
          `${where}: probabilities must be finite and >= 0, received ${p} for class ${y} of sample ${first + row}`,
        );
      }
      sum += p;
    }
    if (!(Math.abs(sum - 1) <= tolerance)) {
      throw new RangeError(
        `${where}: a row's probabilities must sum to 1 within ${tolerance.toExponential(1)}, received ${sum} for sample ` +
          `${first + row}; pass probabilities, not logits`,
      );
    }
    return sum;
  });
}
