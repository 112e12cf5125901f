import { createRng } from "@lipschitz-gan/core";
import * as tf from "@tensorflow/tfjs-core";
import * as fc from "fast-check";
import { type Rows, transposed } from "../../arbitraries/rows.ts";
import { defineLaw, type Law } from "../../kit/define-law.ts";
import type { Measurement } from "../../kit/measurement.ts";
import { showCase } from "../../kit/show-case.ts";
import { countDifferent, u32 } from "../weights/rounding.ts";
import { allOnes, integerMatrix, numbersOf, readMatrix, spiedCritic } from "./spied-critic.ts";
import { parametrized, spy, type SpyCase, spyCases, showSpies, spyLabels, through } from "./spy.ts";
import type { CompositionSubject } from "./subject.ts";

/** Spies on the critic of one matrix. */
interface HookCase {
  readonly matrix: Rows;
  readonly spies: readonly SpyCase[];
}

function hookParts(): { readonly [Part in keyof HookCase]: fc.Arbitrary<HookCase[Part]> } {
  return { matrix: integerMatrix(), spies: spyCases() };
}

const show = ({ matrix, spies }: HookCase): string => `${showSpies(spies)}\n${showCase(matrix)}`;

const labels = ({ spies }: HookCase): readonly string[] => spyLabels(spies);

/** Entries in the order of the kernel, which is the transposed matrix. */
const entriesOf = (matrix: Rows): readonly number[] => transposed(matrix).flat();

/** Parametrizations are functions, and the composition is theirs. */
export const parametrizationsNest: Law<CompositionSubject> = defineLaw<CompositionSubject, HookCase>({
  name: "parametrizations-nest",
  statement: "The forward pass reads pₙ(… p₁(W)), and each is given what those before have left.",
  source: "definition of composition; PyTorch's stack of parametrizations",
  cases: fc.record(hookParts()),
  labels,
  show,
  measure: async (subject, { matrix, spies }) => {
    const members = spies.map(spy);
    const critic = spiedCritic(matrix, subject.compose(...members.map(({ constraint }) => constraint)));
    const read = await readMatrix(critic);
    const expected = through(spies, entriesOf(matrix), (given, x) => parametrized(given, x, 1));
    const seen = await Promise.all(
      members.flatMap(({ given, seen: of }, i) =>
        given.parametrize === undefined
          ? []
          : [...of.values()].map(async ({ byParametrize }): Promise<Measurement> => ({
              observed: countDifferent(plain(expected[i] ?? []), plain(await numbersOf(byParametrize))),
              allowed: 0,
              what: `entries that member ${i} is given and that those before have not left so`,
            })),
      ),
    );
    return [
      {
        observed: countDifferent(plain(expected.at(-1) ?? []), plain(read)),
        allowed: 0,
        what: "entries that are not pₙ(… p₁(W))",
      },
      ...seen,
    ];
  },
});

/** Without the sign of zero, which sums of whole numbers need not agree on. */
function plain(values: readonly number[]): readonly number[] {
  return values.map((x) => x + 0);
}

/** With at least one that has something to update. */
function lastUpdates(spies: readonly SpyCase[]): readonly SpyCase[] {
  const last = spies.at(-1);
  return last === undefined ? spies : spies.with(spies.length - 1, { ...last, update: true });
}

interface RoundsCase extends HookCase {
  /** How many updates follow the first. */
  readonly rounds: number;
}

/** An estimate of what the forward pass does not use is no estimate. */
export const updatesSeeTheSame: Law<CompositionSubject> = defineLaw<CompositionSubject, RoundsCase>({
  name: "updates-see-the-same",
  statement:
    "Each update runs once a round, and is given what the parametrizations before, already updated, have left: what the parametrization is given, too.",
  source: "spectral norm after weight norm must iterate on the normalised rows; contract of BoundConstraint.update",
  cases: fc.record({ ...hookParts(), spies: spyCases().map(lastUpdates), rounds: fc.nat(3) }),
  labels,
  show,
  measure: async (subject, { matrix, spies, rounds }) => {
    const members = spies.map(spy);
    const critic = spiedCritic(matrix, subject.compose(...members.map(({ constraint }) => constraint)));
    for (let round = 0; round < rounds; round++) critic.update();
    await readMatrix(critic);
    const expected = through(spies, entriesOf(matrix), (given, x) => parametrized(given, x, 1 + rounds));
    const measured = members.flatMap(({ given, seen }, i) =>
      given.update === undefined
        ? []
        : [...seen.values()].map(async ({ byUpdate, byParametrize, updates }): Promise<readonly Measurement[]> => {
            const value = plain(await numbersOf(byUpdate));
            const read = plain(await numbersOf(byParametrize));
            const [count = Number.NaN] = await numbersOf(updates);
            return [
              {
                observed: Math.abs(count - 1 - rounds),
                allowed: 0,
                what: `updates of member ${i} too few or too many`,
              },
              {
                observed: countDifferent(plain(expected[i] ?? []), value),
                allowed: 0,
                what: `entries that the update of member ${i} is given and that those before have not left so`,
              },
              {
                observed: given.parametrize === undefined ? 0 : countDifferent(value, read),
                allowed: 0,
                what: `entries in which update and parametrization of member ${i} are given different values`,
              },
            ];
          }),
    );
    return (await Promise.all(measured)).flat();
  },
});

/** One loss, one step: penalties are summed, as the paper adds λ times its own. */
export const penaltiesAddUp: Law<CompositionSubject> = defineLaw<CompositionSubject, HookCase>({
  name: "penalties-add-up",
  statement:
    "The penalty is the sum of the members' penalties, in value and gradient, and there is none where no member has one.",
  source: "TorchGAN takes an optimizer step for each penalty; compare_gan takes one penalty only",
  cases: fc.record(hookParts()),
  labels,
  show,
  measure: async (subject, { matrix, spies }) => {
    const members = spies.map(spy);
    const critic = spiedCritic(matrix, subject.compose(...members.map(({ constraint }) => constraint)));
    const factor = spies.reduce((sum, { penalty = 0 }) => sum + penalty, 0);
    const slope = spies.reduce((product, { parametrize }) => product * (parametrize?.times ?? 1), 1);
    const entries = through(spies, entriesOf(matrix), (given, x) => parametrized(given, x, 1)).at(-1) ?? [];
    const x = allOnes(matrix);
    const { variable } = critic.weights[0]!;
    const penalty = (): tf.Scalar =>
      critic.forward(
        (pass) => pass.penalty({ real: x, fake: x, random: createRng(0).stream("penalty") }) ?? noPenalty(),
      );
    const [value = Number.NaN] = await numbersOf(penalty());
    const isMissing = spies.every((given) => given.penalty === undefined);
    if (isMissing) return [{ observed: value === -1 ? 0 : 1, allowed: 0, what: "a penalty that no member has" }];
    const { grads } = tf.variableGrads(penalty, [variable]);
    const gradient = await numbersOf(grads[variable.name] ?? tf.fill(variable.shape, Number.NaN));
    return [
      // Sums of whole numbers and halves below 2^23 are exact.
      { observed: Math.abs(value - factor * sumOf(entries)), allowed: 0, what: "the penalty against the sum" },
      {
        observed: gradient.filter((found) => found !== factor * slope).length,
        allowed: 0,
        what: "entries of the gradient that are not the sum of the gradients",
      },
    ];
  },
});

/** Stands for a penalty that is missing. */
function noPenalty(): tf.Scalar {
  return tf.scalar(-1);
}

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, x) => sum + x, 0);
}

interface OrderCase {
  readonly penalties: readonly number[];
}

/** The order of penalties is no more than an order of summation. */
export const penaltyOrder: Law<CompositionSubject> = defineLaw<CompositionSubject, OrderCase>({
  name: "penalty-order",
  statement: "The order of the members does not matter to the penalty, but for rounding.",
  source: "addition is commutative; rounding of sums, Higham (2002), section 4.2",
  cases: fc.record({
    penalties: fc.array(fc.constantFrom(1, 0.1, 1 / 3, 1e4, -1e-3, 7e-6), { minLength: 2, maxLength: 5 }),
  }),
  labels: ({ penalties }) => [`members: ${penalties.length}`],
  measure: async (subject, { penalties }) => {
    const value = async (factors: readonly number[]): Promise<number> => {
      const members = factors.map((penalty) => spy({ name: "spy", penalty }).constraint);
      const critic = spiedCritic([[1]], subject.compose(...members));
      const x = tf.ones([1, 1]);
      const random = createRng(0).stream("penalty");
      const [found = Number.NaN] = await numbersOf(
        critic.forward((pass) => pass.penalty({ real: x, fake: x, random }) ?? noPenalty()),
      );
      return found;
    };
    const [one, other] = [await value(penalties), await value(penalties.toReversed())];
    // Every addition rounds its result once, in both orders; the terms are the same float32.
    const terms = penalties.map(Math.fround);
    const exact = sumOf(terms);
    const allowed = roundingOfSum(terms) + roundingOfSum(terms.toReversed());
    return [
      { observed: Math.abs(one - other), allowed, what: "the penalty against that in reverse order" },
      { observed: Math.abs(one - exact), allowed: roundingOfSum(terms), what: "the penalty against the exact sum" },
    ];
  },
});

/** `u` times the sizes of the partial sums, of which each is rounded once, and once more for those roundings themselves. */
function roundingOfSum(terms: readonly number[]): number {
  let [sum, rounding] = [terms[0] ?? 0, 0];
  for (const term of terms.slice(1)) {
    sum += term;
    rounding += u32 * (Math.abs(sum) + rounding);
  }
  return rounding;
}

/** Projections act on the variable, one after the other. */
export const projectionsInOrder: Law<CompositionSubject> = defineLaw<CompositionSubject, HookCase>({
  name: "projections-in-order",
  statement: "Projections run in the given order, each once, on the variable itself.",
  source: "definition of composition",
  cases: fc.record(hookParts()),
  labels,
  show,
  measure: async (subject, { matrix, spies }) => {
    const critic = spiedCritic(matrix, subject.compose(...spies.map((given) => spy(given).constraint)));
    critic.project();
    const found = await numbersOf(critic.weights[0]!.variable);
    const expected = through(spies, entriesOf(matrix), ({ project }, x) =>
      project === undefined ? x : project.times * x + project.plus,
    );
    return [
      {
        observed: countDifferent(plain(expected.at(-1) ?? []), plain(found)),
        allowed: 0,
        what: "entries of the variable that are not qₙ(… q₁(W))",
      },
    ];
  },
});

/** Whether a hook is there tells the trainer what to do, and other constraints what to fear. */
export const missingHooksStayMissing: Law<CompositionSubject> = defineLaw<CompositionSubject, HookCase>({
  name: "missing-hooks-stay-missing",
  statement: "The composition has a hook exactly where a member has it.",
  source: "contract of BoundConstraint: a missing hook costs nothing; `project` refuses frozen weights",
  cases: fc.record(hookParts()),
  labels,
  show,
  measure: (subject, { spies }) => {
    const bound = subject.compose(...spies.map((given) => spy(given).constraint)).bind([], createRng(0));
    return (["parametrize", "update", "penalty", "project"] as const).map((hook) => ({
      observed: (bound[hook] !== undefined) === spies.some((given) => given[hook] !== undefined) ? 0 : 1,
      allowed: 0,
      what: `${hook}, which ${bound[hook] === undefined ? "is missing" : "no member has"}`,
    }));
  },
});
