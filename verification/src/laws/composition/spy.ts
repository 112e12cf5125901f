import type { BoundConstraint, LipschitzConstraint } from "@lipschitz-gan/core";
import * as tf from "@tensorflow/tfjs-core";
import * as fc from "fast-check";

/** `x → times · x + plus`. */
export interface Affine {
  readonly times: number;
  readonly plus: number;
}

/** What a spy does, as small plain data; a hook that is left out is missing. */
export interface SpyCase {
  /** Spies may have the same name. */
  readonly name: string;
  /** Its parametrization; the number of its updates is added on top where it has any. */
  readonly parametrize?: Affine;
  readonly update?: boolean;
  /** Its penalty is this times the sum of what the forward pass reads. */
  readonly penalty?: number;
  readonly project?: Affine;
  /** Whether it has a variable that is trained. */
  readonly trains?: boolean;
}

/** What a spy has seen of one weight, in variables of its own. */
export interface Seen {
  /** The value that the last update was given. */
  readonly byUpdate: tf.Variable;
  /** The value that the last parametrization was given. */
  readonly byParametrize: tf.Variable;
  /** How many updates there were. */
  readonly updates: tf.Variable;
  readonly trained?: tf.Variable;
}

/** A constraint of known small arithmetic that promises nothing and writes down what it is given. */
export interface Spy {
  readonly given: SpyCase;
  readonly constraint: LipschitzConstraint;
  /** By weight, of the last binding that had any. */
  readonly seen: Map<string, Seen>;
}

const affine = fc.record({ times: fc.constantFrom(2, -1, 3, 1), plus: fc.constantFrom(0, 1, -2) });

/** Spies of small whole numbers, so that whatever they compute is exact, and two of them seldom commute. */
export function spyCase(): fc.Arbitrary<SpyCase> {
  return fc.record(
    {
      name: fc.constantFrom("spy", "other"),
      parametrize: affine,
      update: fc.constant(true),
      penalty: fc.constantFrom(1, 10, -3, 0.5),
      project: affine,
      trains: fc.constant(true),
    },
    { requiredKeys: ["name"] },
  );
}

/** One to four spies. */
export function spyCases(): fc.Arbitrary<readonly SpyCase[]> {
  return fc.array(spyCase(), { minLength: 1, maxLength: 4 });
}

/**
 * The constraint of a case.
 *
 * @param given - the case
 */
export function spy(given: SpyCase): Spy {
  const seen = new Map<string, Seen>();
  const constraint: LipschitzConstraint = {
    name: given.name,
    guarantee: { statement: "A spy promises nothing.", promises: [] },
    bind: (weights) => {
      if (weights.length > 0) seen.clear();
      for (const { name, shape } of weights) seen.set(name, seenOf(given, shape));
      return boundSpy(given, seen);
    },
  };
  return { given, constraint, seen };
}

function kept(value: () => tf.Tensor, trainable = false): tf.Variable {
  return tf.tidy(() => tf.variable(value(), trainable));
}

function seenOf({ trains = false }: SpyCase, shape: readonly number[]): Seen {
  const nothing = (): tf.Tensor => tf.zeros([...shape]);
  return {
    byUpdate: kept(nothing),
    byParametrize: kept(nothing),
    updates: kept(() => tf.scalar(0)),
    ...(trains && { trained: kept(() => tf.scalar(1), true) }),
  };
}

function boundSpy(given: SpyCase, seen: ReadonlyMap<string, Seen>): BoundConstraint {
  const { parametrize, update, penalty, project, trains } = given;
  const weights = [...seen];
  const named = (pick: (of: Seen) => Readonly<Record<string, tf.Variable | undefined>>): Record<string, tf.Variable> =>
    Object.fromEntries(
      weights.flatMap(([weight, of]) =>
        Object.entries(pick(of)).flatMap(([name, variable]) =>
          variable === undefined ? [] : [[`${weight}/${name}`, variable] as const],
        ),
      ),
    );
  const dispose = (): void => {
    for (const variable of Object.values(named((of) => ({ ...of })))) if (!variable.isDisposed) variable.dispose();
  };
  return {
    ...(update === true && {
      update: (weight, value) => {
        const of = seen.get(weight.name);
        of?.byUpdate.assign(value);
        tf.tidy(() => of?.updates.assign(tf.add(of.updates, 1)));
      },
    }),
    ...(parametrize !== undefined && {
      parametrize: (weight, value) =>
        tf.tidy(() => {
          const of = seen.get(weight.name);
          of?.byParametrize.assign(value);
          const updates = of?.updates ?? tf.scalar(0);
          return tf.add(tf.add(tf.mul(value, parametrize.times), parametrize.plus), updates);
        }),
    }),
    ...(penalty !== undefined && {
      penalty: (context) =>
        tf.tidy(() => {
          // The critic is the sum of what it reads, see spiedCritic.
          const score = tf.sum<tf.Scalar>(context.critic(context.real));
          return tf.mul(score, penalty);
        }),
    }),
    ...(project !== undefined && {
      project: ({ variable }) => tf.tidy(() => variable.assign(tf.add(tf.mul(variable, project.times), project.plus))),
    }),
    ...(trains === true && { trainable: () => named(({ trained }) => ({ trained })) }),
    state: () => named((of) => ({ ...of })),
    dispose,
    [Symbol.dispose]: dispose,
  };
}

/**
 * What each spy is to see of a value, and last what comes out of them all.
 *
 * @param spies - in their order
 * @param start - the value before the first
 * @param step - what a spy makes of an entry
 */
export function through(
  spies: readonly SpyCase[],
  start: readonly number[],
  step: (given: SpyCase, x: number) => number,
): readonly (readonly number[])[] {
  const values = [start];
  for (const given of spies) values.push((values.at(-1) ?? []).map((x) => step(given, x)));
  return values;
}

/**
 * What the parametrization of a spy makes of an entry.
 *
 * @param given - the spy
 * @param x - the entry
 * @param updates - how many updates it has had, if it has any
 */
export function parametrized({ parametrize, update = false }: SpyCase, x: number, updates: number): number {
  if (parametrize === undefined) return x;
  return parametrize.times * x + parametrize.plus + (update ? updates : 0);
}

function formula({ times, plus }: Affine): string {
  return `${times} x + ${plus}`;
}

/**
 * Spies as text, a line each.
 *
 * @param given - the spies
 */
export function showSpies(given: readonly SpyCase[]): string {
  return given
    .map(({ name, parametrize, update, penalty, project, trains }) =>
      [
        `${name}:`,
        parametrize !== undefined && `parametrizes by ${formula(parametrize)}${update === true ? " + updates" : ""},`,
        update === true && "updates,",
        penalty !== undefined && `penalty ${penalty},`,
        project !== undefined && `projects by ${formula(project)},`,
        trains === true && "trains",
      ]
        .filter(Boolean)
        .join(" "),
    )
    .join("\n");
}

/**
 * The classes of a list of spies, for statistics.
 *
 * @param given - the spies
 */
export function spyLabels(given: readonly SpyCase[]): readonly string[] {
  const hooks = ["parametrize", "update", "penalty", "project", "trains"] as const;
  const names = given.map(({ name }) => name);
  return [
    `members: ${given.length}`,
    ...(new Set(names).size < names.length ? ["has two of one name"] : []),
    ...hooks.flatMap((hook) => {
      const count = given.filter((one) => one[hook] !== undefined).length;
      return [`with ${hook}: ${count === 0 ? "none" : count === 1 ? "one" : "several"}`];
    }),
  ];
}
