import { createRng } from "@lipschitz-gan/core";
import * as tf from "@tensorflow/tfjs-core";
import * as fc from "fast-check";
import { defineLaw, type Law } from "../../kit/define-law.ts";
import type { Measurement } from "../../kit/measurement.ts";
import { rowPositions } from "../weights/matrix-rows.ts";
import { inGivenOrder, readAll } from "../weights/model-of-weights.ts";
import { u32 } from "../weights/rounding.ts";
import type { WeightValues } from "../weights/weight-case.ts";
import {
  kernelsOf,
  norm,
  type NormCase,
  normLabels,
  normParts,
  normalised,
  type Normalised,
  normRounding,
  rowNorm,
  rowsOf,
  setGains,
  showNorm,
} from "./norm-case.ts";
import type { WeightNormSubject } from "./subject.ts";
import { divisionRoundings } from "../power-iteration/support/roundoff.ts";

/** A model and a loss that is linear in what the forward pass reads. */
interface GradientCase extends NormCase {
  /** Of the gradient with respect to the normalised kernels, and of the gains. */
  readonly seed: number;
}

function gradientParts(): { readonly [Part in keyof GradientCase]: fc.Arbitrary<GradientCase[Part]> } {
  return { ...normParts(), seed: fc.nat(1e6) };
}

function showGradient(given: GradientCase): string {
  return `${showNorm(given)}\ngradient of seed ${given.seed}`;
}

/** `∇_w L` for each kernel: whole numbers from −3 to 3, or normal numbers for odd seeds. */
export function upstream(kernels: readonly WeightValues[], seed: number): readonly Float32Array[] {
  const random = createRng(seed).stream("upstream");
  return kernels.map(({ values }) => values.map(() => (seed % 2 === 0 ? random.int(7) - 3 : random.normal())));
}

/**
 * Gradients of `L = Σ ⟨G, W̄⟩` with respect to variables.
 *
 * @param normalisation - the model
 * @param upstreams - G for each kernel
 * @param variables - kernels or gains
 */
export function gradients(
  { critic }: Normalised,
  upstreams: readonly Float32Array[],
  variables: readonly tf.Variable[],
): Promise<readonly Float32Array[]> {
  const { grads } = tf.variableGrads(
    () =>
      critic.forward((pass) => {
        const terms = inGivenOrder(critic).map((weight, i) =>
          tf.sum<tf.Scalar>(tf.mul(pass.weight(weight), tf.tensor(upstreams[i] ?? [], [...weight.shape]))),
        );
        return terms.reduce((sum, term) => tf.add(sum, term));
      }),
    [...variables],
  );
  return readAll(variables.map((variable) => grads[variable.name] ?? tf.fill(variable.shape, Number.NaN)));
}

/** A row and what the formula says of it. */
interface RowGradient {
  readonly kernel: number;
  readonly row: number;
  readonly v: readonly number[];
  /** Found and expected `∂L/∂v`, and by how much each entry may be off. */
  readonly found: readonly number[];
  readonly expected: readonly number[];
  readonly allowed: readonly number[];
  /** Expected `∂L/∂g`, and by how much it may be off. */
  readonly gain: number;
  readonly gainAllowed: number;
}

/**
 * Equation 3 of the paper, `∇_g L = ∇_w L · v / ‖v‖` and `∇_v L = g/‖v‖ ∇_w L − g ∇_g L / ‖v‖² v`, in float64.
 *
 * The first term of `∇_v` is off by the norm's error, whose product is not made here, g itself, the product, the quotient by
 * the norm and that by the scale, the sum of the terms: 2 roundings and 2 quotients. The second goes through the norm three times (once squared, once as the root's own derivative), and
 * has a sum over the t entries that are not zero, and 14 roundings: of g, of its product, of the products in the sum (t - 1
 * for the sum itself), of the square, of the quotient, of the product with the scale, of the root's derivative (3), of the
 * square's (2), of the entry over the scale and of the result over it, of the final sum. Four of them are quotients.
 */
function formula(
  v: readonly number[],
  g: readonly number[],
  gain: number,
): Pick<RowGradient, "expected" | "allowed" | "gain" | "gainAllowed"> {
  const length = norm(v);
  const terms = v.filter((x) => x !== 0).length;
  const rounding = normRounding(v);
  const quotient = divisionRoundings();
  const along = v.reduce((sum, x, j) => sum + x * (g[j] ?? 0), 0) / length;
  const alongAbs = v.reduce((sum, x, j) => sum + Math.abs(x * (g[j] ?? 0)), 0) / length;
  const first = g.map((x) => (gain / length) * x);
  const second = v.map((x) => ((gain * along) / length ** 2) * x);
  const secondAbs = v.map((x) => ((Math.abs(gain) * alongAbs) / length ** 2) * Math.abs(x));
  return {
    expected: first.map((x, j) => x - (second[j] ?? 0)),
    allowed: first.map(
      (x, j) =>
        Math.abs(x) * (rounding + (2 + 2 * quotient) * u32) +
        (secondAbs[j] ?? 0) * (3 * rounding + (terms + 10 + 4 * quotient) * u32),
    ),
    gain: along,
    gainAllowed: alongAbs * (rounding + (terms - 1 + 2 * quotient) * u32), // two quotients and t - 1 additions
  };
}

interface Found {
  readonly rows: readonly RowGradient[];
  readonly gainGradients: readonly Float32Array[];
  readonly gradients: readonly Float32Array[];
  readonly kernels: readonly WeightValues[];
  readonly model: Normalised;
}

/** Gradients of a case, row by row; rows of zeros, of which the formula does not speak, left out. */
async function rowGradients(subject: WeightNormSubject, given: GradientCase): Promise<Found> {
  const kernels = kernelsOf(given);
  const model = normalised(subject, kernels, given.options);
  const gains = setGains(model.gains, given.seed);
  const upstreams = upstream(kernels, given.seed);
  const variables = inGivenOrder(model.critic).map(({ variable }) => variable);
  const all = await gradients(model, upstreams, [...variables, ...model.gains]);
  const shared = rowNorm(given.options, kernels.length);
  const rows = kernels.flatMap((kernel, i) => {
    const [vs, gs, found] = [kernel.values, upstreams[i] ?? [], all[i] ?? []].map((values) => rowsOf(kernel, values));
    return (vs ?? []).flatMap((v, r): RowGradient[] => {
      if (norm(v) === 0) return [];
      const gain = given.options.gain === true ? (gains[i]?.[r] ?? Number.NaN) : shared;
      return [{ kernel: i, row: r, v, found: found?.[r] ?? [], ...formula(v, gs?.[r] ?? [], gain) }];
    });
  });
  return { rows, gainGradients: all.slice(kernels.length), gradients: all.slice(0, kernels.length), kernels, model };
}

/** How many entries of all gradients are not finite, which rows of zeros must not be either. */
function notFinite({ gradients: all, gainGradients }: Found): Measurement {
  const count = [...all, ...gainGradients].flatMap((values) => [...values].filter((x) => !Number.isFinite(x))).length;
  return { observed: count, allowed: 0, what: "entries of the gradient that are not finite" };
}

/** The gradient is that of the quotient: the norm is no constant. */
export const closedFormula: Law<WeightNormSubject> = defineLaw<WeightNormSubject, GradientCase>({
  name: "gradient-formula",
  statement: "The gradient with respect to a row is g/‖v‖ (G − ⟨G, v⟩ v/‖v‖²), and to its gain ⟨G, v⟩/‖v‖.",
  source: "Salimans & Kingma (2016), eq. 3",
  cases: fc.record(gradientParts()),
  labels: normLabels,
  show: showGradient,
  measure: async (subject, given) => {
    const found = await rowGradients(subject, given);
    return [
      notFinite(found),
      ...found.rows.flatMap((row): Measurement[] => {
        const off = row.expected.map((x, j) => share(Math.abs((row.found[j] ?? Number.NaN) - x), row.allowed[j] ?? 0));
        const gain = found.gainGradients[row.kernel]?.[row.row];
        const rowOff: Measurement = {
          observed: Math.max(...off),
          allowed: 1,
          what: `row ${row.row} of kernel ${row.kernel}, in what it may be off`,
        };
        if (gain === undefined) return [rowOff];
        const gainOff = Math.abs(gain - row.gain);
        const what = `gradient of gain ${row.row} of kernel ${row.kernel}`;
        return [rowOff, { observed: gainOff, allowed: row.gainAllowed, what }];
      }),
    ];
  },
});

/** What is off as a share of what may be: nothing may be where the formula has only zeros. */
function share(off: number, allowed: number): number {
  return off === 0 ? 0 : off / allowed;
}

/** A row is only turned. */
export const perpendicular: Law<WeightNormSubject> = defineLaw<WeightNormSubject, GradientCase>({
  name: "gradient-perpendicular",
  statement: "The gradient with respect to a row is perpendicular to the row.",
  source: "Salimans & Kingma (2016), section 2.1: ∇_v L = g/‖v‖ M_w ∇_w L with M_w w = 0",
  cases: fc.record(gradientParts()),
  labels: normLabels,
  show: showGradient,
  measure: async (subject, given) => {
    const found = await rowGradients(subject, given);
    return [
      notFinite(found),
      ...found.rows.map((row): Measurement => ({
        observed: Math.abs(row.v.reduce((sum, x, j) => sum + x * (row.found[j] ?? Number.NaN), 0)),
        allowed: alongError(row),
        what: `gradient of row ${row.row} of kernel ${row.kernel} along the row`,
      })),
    ];
  },
});

/** By how much `⟨∇_v L, v⟩` may be off zero. */
function alongError({ v, allowed }: RowGradient): number {
  return v.reduce((sum, x, j) => sum + Math.abs(x) * (allowed[j] ?? Number.NaN), 0);
}

interface StepCase extends GradientCase {
  readonly learningRate: number;
}

/** Which is why training with weight normalisation settles by itself. */
export const normGrows: Law<WeightNormSubject> = defineLaw<WeightNormSubject, StepCase>({
  name: "norm-grows",
  statement: "A plain gradient step never makes the norm of a row smaller.",
  source: "Salimans & Kingma (2016), section 2.1: ‖v‖ grows monotonically, by Pythagoras",
  cases: fc.record({ ...gradientParts(), learningRate: fc.constantFrom(2 ** -10, 0.1, 1) }),
  labels: normLabels,
  show: (given) => `${showGradient(given)}\nlearning rate ${given.learningRate}`,
  measure: async (subject, given) => {
    const { learningRate } = given;
    const found = await rowGradients(subject, given);
    const variables = inGivenOrder(found.model.critic).map(({ variable }) => variable);
    tf.tidy(() => {
      for (const [i, variable] of variables.entries()) {
        const gradient = tf.tensor(found.gradients[i] ?? [], variable.shape);
        variable.assign(tf.sub(variable, tf.mul(learningRate, gradient)));
      }
    });
    const after = await readAll(variables);
    return [
      notFinite(found),
      ...found.rows.map((row): Measurement => {
        const [before, step] = [norm(row.v), learningRate * norm(row.found)];
        const moved = norm(rowAt(found.kernels[row.kernel]!, row.row, after[row.kernel] ?? []));
        // |v − ηg|² = |v|² − 2η⟨v, g⟩ + η²|g|², and the step rounds twice and the difference once.
        const least = Math.sqrt(Math.max(0, before ** 2 - 2 * learningRate * alongError(row)));
        return {
          observed: before - moved,
          allowed: before - least + u32 * (moved + 2 * step),
          what: `norm of row ${row.row} of kernel ${row.kernel} before less after`,
        };
      }),
    ];
  },
});

function rowAt(kernel: WeightValues, row: number, values: ArrayLike<number>): readonly number[] {
  return (rowPositions(kernel).flat()[row] ?? []).map((position) => values[position] ?? Number.NaN);
}
