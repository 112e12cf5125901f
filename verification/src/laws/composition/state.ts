import { createRng, type LipschitzConstraint, unconstrained } from "@lipschitz-gan/core";
import * as tf from "@tensorflow/tfjs-core";
import * as fc from "fast-check";
import type { Rows } from "../../arbitraries/rows.ts";
import { defineLaw, type Law } from "../../kit/define-law.ts";
import { showCase } from "../../kit/show-case.ts";
import { integerMatrix, spiedCritic } from "./spied-critic.ts";
import { type Spy, spy, type SpyCase, showSpies, spyCases, spyLabels } from "./spy.ts";
import type { CompositionSubject } from "./subject.ts";

interface StateCase {
  readonly matrix: Rows;
  readonly spies: readonly SpyCase[];
  /** The first so many members are a composition of their own. */
  readonly nested: number;
}

function stateCase(): fc.Arbitrary<StateCase> {
  return fc.record({ matrix: integerMatrix(2), spies: spyCases(), nested: fc.nat(3) });
}

const show = ({ matrix, spies, nested }: StateCase): string =>
  `${showSpies(spies)}\n${nested > 0 ? `the first ${nested} in a composition of their own\n` : ""}${showCase(matrix)}`;

const labels = ({ spies, nested }: StateCase): readonly string[] => [
  ...spyLabels(spies),
  ...(nested > 0 ? ["has a composition within"] : []),
];

function composed(subject: CompositionSubject, members: readonly Spy[], nested: number): LipschitzConstraint {
  const constraints = members.map(({ constraint }) => constraint);
  if (nested === 0) return subject.compose(...constraints);
  return subject.compose(subject.compose(...constraints.slice(0, nested)), ...constraints.slice(nested));
}

const variablesOf = (members: readonly Spy[]): readonly tf.Variable[] =>
  members.flatMap(({ seen }) => [...seen.values()].flatMap((of) => Object.values({ ...of })));

/** A checkpoint that misses a variable restores another model. */
export const stateHoldsAll: Law<CompositionSubject> = defineLaw<CompositionSubject, StateCase>({
  name: "state-holds-all",
  statement:
    "State and trainable variables are those of all members, each once, under names that a second binding gives again; two of one kind too.",
  source: "TorchGAN keys its losses by class name, so that a second of one class overwrites the first",
  cases: stateCase(),
  labels,
  show,
  measure: (subject, { matrix, spies, nested }) => {
    const members = spies.map(spy);
    const constraint = composed(subject, members, nested);
    const bound = constraint.bind(spiedCritic(matrix, unconstrained()).weights, createRng(0));
    const state = bound.state();
    const trainable = bound.trainable?.() ?? {};
    const wanted = new Set(variablesOf(members).map(({ id }) => id));
    const trained = new Set(
      members.flatMap(({ seen }) => [...seen.values()].map((of) => of.trained?.id)).filter(isNumber),
    );
    const again = constraint.bind(spiedCritic(matrix, unconstrained()).weights, createRng(0));
    return [
      {
        observed: misses(state, wanted),
        allowed: 0,
        what: "variables of members that the state misses or has in excess",
      },
      { observed: misses(trainable, trained), allowed: 0, what: "trained variables of members missed or in excess" },
      {
        observed: Object.entries(trainable).filter(([name, variable]) => state[name] !== variable).length,
        allowed: 0,
        what: "trained variables that have another name in the state, or none",
      },
      {
        observed: String(Object.keys(again.state())) === String(Object.keys(state)) ? 0 : 1,
        allowed: 0,
        what: "names that a second binding does not give again",
      },
    ];
  },
});

function isNumber(x: number | undefined): x is number {
  return x !== undefined;
}

/** How many variables are missing, in excess or there twice. */
function misses(found: Readonly<Record<string, tf.Variable>>, wanted: ReadonlySet<number>): number {
  const ids = Object.values(found).map(({ id }) => id);
  const missing = [...wanted].filter((id) => !ids.includes(id)).length;
  return missing + ids.filter((id) => !wanted.has(id)).length + (ids.length - new Set(ids).size);
}

/** What is bound is freed. */
export const disposeFreesAll: Law<CompositionSubject> = defineLaw<CompositionSubject, StateCase>({
  name: "dispose-frees-all",
  statement:
    "Disposing frees every member's variables; so does a later member that refuses to bind, whose error comes through.",
  source: "tensors are not garbage collected; tfjs #8238 leaks one a save",
  cases: stateCase(),
  labels,
  show,
  measure: (subject, { matrix, spies, nested }) => {
    const members = spies.map(spy);
    const before = tf.memory().numTensors;
    const critic = spiedCritic(matrix, composed(subject, members, nested));
    const alive = variablesOf(members).filter(({ isDisposed }) => !isDisposed).length;
    critic.dispose();
    critic.dispose();
    const left = variablesOf(members).filter(({ isDisposed }) => !isDisposed).length;
    critic.model.dispose();
    const leaked = tf.memory().numTensors - before;
    const refused = spies.map(spy);
    const message = messageOf(() => {
      subject
        .compose(...refused.map(({ constraint }) => constraint), refusing)
        .bind(spiedCritic(matrix, unconstrained()).weights, createRng(0));
    });
    return [
      {
        observed: alive === variablesOf(members).length ? 0 : 1,
        allowed: 0,
        what: "variables freed before their time",
      },
      { observed: left, allowed: 0, what: "variables that are alive after dispose" },
      { observed: leaked, allowed: 0, what: "tensors that are alive after all is disposed" },
      { observed: message === REFUSAL ? 0 : 1, allowed: 0, what: `a refusal that comes through as ${message}` },
      {
        observed: variablesOf(refused).filter(({ isDisposed }) => !isDisposed).length,
        allowed: 0,
        what: "variables that are alive after a later member has refused",
      },
    ];
  },
});

const REFUSAL = "this member refuses";

const refusing: LipschitzConstraint = {
  ...unconstrained(),
  bind: (weights, rng) => {
    if (weights.length > 0) throw new RangeError(REFUSAL);
    return unconstrained().bind(weights, rng);
  },
};

function messageOf(f: () => void): string {
  try {
    f();
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  return "nothing";
}
