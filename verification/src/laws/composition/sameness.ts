import { type ConstrainedModel, createRng, type LipschitzConstraint } from "@lipschitz-gan/core";
import * as tf from "@tensorflow/tfjs-core";
import * as fc from "fast-check";
import type { Rows } from "../../arbitraries/rows.ts";
import { defineLaw, type Law } from "../../kit/define-law.ts";
import type { Measurement } from "../../kit/measurement.ts";
import { countDifferent } from "../weights/rounding.ts";
import { realCase, type RealCase, realConstraint } from "./real-constraint.ts";
import { integerMatrix, numbersOf, readMatrix, spiedCritic } from "./spied-critic.ts";
import { spy, spyCase, type SpyCase } from "./spy.ts";
import type { CompositionSubject } from "./subject.ts";

/** Either kind of member. */
type MemberCase = { readonly real: RealCase } | { readonly spy: SpyCase };

function memberCase(): fc.Arbitrary<MemberCase> {
  return fc.oneof(fc.record({ spy: spyCase() }), fc.record({ real: realCase() }));
}

function memberOf(given: MemberCase): LipschitzConstraint {
  return "spy" in given ? spy(given.spy).constraint : realConstraint(given.real);
}

function memberLabel(given: MemberCase): string {
  return "spy" in given ? "has spy" : `has ${given.real.kind}`;
}

/** Everything that a critic does in a step, in numbers. */
async function behaviour(critic: ConstrainedModel, matrix: Rows): Promise<Readonly<Record<string, readonly number[]>>> {
  critic.update();
  const [columns, random] = [matrix[0]?.length ?? 0, createRng(5)];
  const batch = (name: string): tf.Tensor => {
    const numbers = random.stream(name);
    return tf.tensor2d(
      Float32Array.from({ length: 2 * columns }, () => numbers.normal()),
      [2, columns],
    );
  };
  const read = await readMatrix(critic);
  const penalty = critic.forward((pass) => {
    const found = pass.penalty({ real: batch("real"), fake: batch("fake"), random: random.stream("penalty") });
    return found === undefined ? [] : [found];
  });
  critic.project();
  return {
    "what is read": read,
    penalty: penalty.length === 0 ? [] : await numbersOf(penalty[0]!),
    "the projected variable": await numbersOf(critic.weights[0]!.variable),
    state: (await Promise.all(Object.values(critic.state()).map(numbersOf))).flat(),
  };
}

function boundsOf({ constraint, weights }: ConstrainedModel): readonly number[] {
  return constraint.guarantee.promises.map((promised) => promised.bound(weights[0]!, 1));
}

async function differences(
  matrix: Rows,
  one: LipschitzConstraint,
  other: LipschitzConstraint,
): Promise<readonly Measurement[]> {
  const [a, b] = [spiedCritic(matrix, one), spiedCritic(matrix, other)];
  const [left, right] = [await behaviour(a, matrix), await behaviour(b, matrix)];
  return [
    ...Object.entries(left).map(([what, values]) => ({
      observed: countDifferent(values, right[what] ?? []),
      allowed: 0,
      what: `numbers that differ in ${what}`,
    })),
    { observed: countDifferent(boundsOf(a), boundsOf(b)), allowed: 0, what: "bounds of promises that differ" },
  ];
}

interface AloneCase {
  readonly member: MemberCase;
  readonly matrix: Rows;
}

/** A composition of one adds nothing. */
export const aloneIsItself: Law<CompositionSubject> = defineLaw<CompositionSubject, AloneCase>({
  name: "alone-is-itself",
  statement: "A composition of one constraint does what that constraint does, to the bit, and promises the same.",
  source: "identity of composition",
  share: 0.5,
  cases: fc.record({ member: memberCase(), matrix: integerMatrix() }),
  labels: ({ member }) => [memberLabel(member)],
  measure: (subject, { member, matrix }) => differences(matrix, memberOf(member), subject.compose(memberOf(member))),
});

interface TripleCase {
  readonly members: readonly [MemberCase, MemberCase, MemberCase];
  readonly matrix: Rows;
}

/** How compositions are bracketed does not matter. */
export const associative: Law<CompositionSubject> = defineLaw<CompositionSubject, TripleCase>({
  name: "associative",
  statement: "compose(compose(a, b), c) does what compose(a, b, c) does, to the bit, and promises the same.",
  source: "composition of functions is associative; sums of penalties are taken from the left in both",
  share: 0.5,
  cases: fc.record({ members: fc.tuple(memberCase(), memberCase(), memberCase()), matrix: integerMatrix() }),
  labels: ({ members }) => [...new Set(members.map(memberLabel))],
  measure: (subject, { members, matrix }) => {
    const weakened = { allowWeakened: true };
    const [a, b, c] = members;
    const flat = subject.compose(...members.map(memberOf), weakened);
    const inner = subject.compose(memberOf(a), memberOf(b), weakened);
    return differences(matrix, flat, subject.compose(inner, memberOf(c), weakened));
  },
});
