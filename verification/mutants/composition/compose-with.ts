import {
  type BoundConstraint,
  compose,
  type ComposeOptions,
  type ConstrainedWeight,
  type Guarantee,
  type LipschitzConstraint,
  type NamedVariables,
  type Rng,
  WeakenedGuaranteeError,
} from "@lipschitz-gan/core";
import * as tf from "@tensorflow/tfjs-core";

/** A member in place: its name in the state and its binding. */
export interface Bound {
  readonly prefix: string;
  readonly bound: BoundConstraint;
}

/** The parts of which a composition is made; each unless given is the right one. */
export interface WrongCompose {
  /** The members in the order in which they act. */
  readonly order?: (members: readonly LipschitzConstraint[]) => readonly LipschitzConstraint[];
  /** The name of a member in the state. */
  readonly prefix?: (member: LipschitzConstraint, position: number) => string;
  /** Binds all members. */
  readonly bindAll?: (
    members: readonly LipschitzConstraint[],
    bind: (member: LipschitzConstraint) => BoundConstraint,
  ) => readonly BoundConstraint[];
  /** Hooks that differ. */
  readonly hooks?: (bindings: readonly Bound[]) => Partial<BoundConstraint>;
  /** Of `compose`'s guarantee and the members, what is promised, and whether the composition is refused. */
  readonly guarantee?: (right: Guarantee, members: readonly LipschitzConstraint[]) => Guarantee;
  readonly isRefused?: (isRefused: boolean, members: readonly LipschitzConstraint[]) => boolean;
}

/** Composition of parts of one's own. */
export function composeWith({
  order = (members) => members,
  prefix = (member, position) => `${position}-${member.name}`,
  bindAll = bindInOrder,
  hooks = () => ({}),
  guarantee = (right) => right,
  isRefused = (refused) => refused,
}: WrongCompose): typeof compose {
  return (...parts) => {
    const members = parts.filter((part): part is LipschitzConstraint => "bind" in part);
    const { allowWeakened = false } = parts.find((part): part is ComposeOptions => !("bind" in part)) ?? {};
    const right = compose(...members, { allowWeakened: true });
    if (!allowWeakened && isRefused(isRefusedByRight(members), members)) throw new WeakenedGuaranteeError("refused");
    const ordered = order(members);
    return {
      name: right.name,
      guarantee: guarantee(right.guarantee, members),
      bind: (weights, rng) => {
        const bindings = bindAll(ordered, bindTo(weights, rng)).map((bound, i): Bound => {
          return { prefix: prefix(ordered[i]!, i), bound };
        });
        return { ...rightBinding(bindings), ...hooks(bindings) };
      },
    };
  };
}

const bindTo =
  (weights: readonly ConstrainedWeight[], rng: Rng) =>
  (member: LipschitzConstraint): BoundConstraint =>
    member.bind(weights, rng);

function isRefusedByRight(members: readonly LipschitzConstraint[]): boolean {
  try {
    compose(...members);
    return false;
  } catch (error) {
    if (error instanceof WeakenedGuaranteeError) return true;
    throw error;
  }
}

function bindInOrder(
  members: readonly LipschitzConstraint[],
  bind: (member: LipschitzConstraint) => BoundConstraint,
): readonly BoundConstraint[] {
  const bindings: BoundConstraint[] = [];
  try {
    for (const member of members) bindings.push(bind(member));
  } catch (error) {
    for (const bound of bindings) bound.dispose();
    throw error;
  }
  return bindings;
}

/** The variables of all members, each name behind its member's. */
export function named(bindings: readonly Bound[], of: (bound: BoundConstraint) => NamedVariables): NamedVariables {
  return Object.fromEntries(
    bindings.flatMap(({ prefix, bound }) =>
      Object.entries(of(bound)).map(([name, variable]) => [`${prefix}/${name}`, variable] as const),
    ),
  );
}

/** The right hooks. */
function rightBinding(bindings: readonly Bound[]): BoundConstraint {
  const members = bindings.map(({ bound }) => bound);
  const has = (hook: "parametrize" | "update" | "penalty" | "project"): boolean =>
    members.some((member) => member[hook] !== undefined);
  const dispose = (): void => {
    for (const member of members) member.dispose();
  };
  return {
    ...(has("update") && {
      update: (weight, value) => {
        tf.tidy(() => {
          let seen = value;
          for (const member of members) {
            member.update?.(weight, seen);
            seen = member.parametrize?.(weight, seen) ?? seen;
          }
        });
      },
    }),
    ...(has("parametrize") && {
      parametrize: (weight, value) =>
        members.reduce((seen, member) => member.parametrize?.(weight, seen) ?? seen, value),
    }),
    ...(has("penalty") && { penalty: (context) => tf.tidy(() => sumOf(penaltiesOf(members, context))) }),
    ...(has("project") && {
      project: (weight) => {
        for (const member of members) member.project?.(weight);
      },
    }),
    trainable: () => named(bindings, (bound) => bound.trainable?.() ?? {}),
    state: () => named(bindings, (bound) => bound.state()),
    dispose,
    [Symbol.dispose]: dispose,
  };
}

/** The penalties of the members that have one. */
export function penaltiesOf(
  members: readonly BoundConstraint[],
  context: Parameters<NonNullable<BoundConstraint["penalty"]>>[0],
): readonly tf.Scalar[] {
  return members.flatMap((member) => (member.penalty === undefined ? [] : [member.penalty(context)]));
}

/** The sum of one scalar or more. */
export function sumOf(terms: readonly tf.Scalar[]): tf.Scalar {
  return terms.reduce((sum, term) => tf.add(sum, term));
}

/** The bindings that have a hook. */
export function having(
  bindings: readonly Bound[],
  hook: "parametrize" | "update" | "penalty" | "project",
): readonly Bound[] {
  return bindings.filter(({ bound }) => bound[hook] !== undefined);
}
