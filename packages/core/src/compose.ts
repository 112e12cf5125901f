import * as tf from "@tensorflow/tfjs-core";
import { WeakenedGuaranteeError } from "./errors.ts";
import type { Guarantee, Promised } from "./guarantee.ts";
import type { BoundConstraint, LipschitzConstraint, NamedVariables } from "./lipschitz-constraint.ts";
import { createRng } from "./rng.ts";

/** The last argument of {@link compose}. */
export interface ComposeOptions {
  /** Allow a composition in which a member's promise no longer holds; the guarantee is then what is left. */
  readonly allowWeakened?: boolean;
}

/**
 * Several constraints as one: parametrizations nest in the given order, penalties add up, projections run in order.
 *
 * A promise about the weight that the forward pass uses is broken by every parametrization that comes after it, and a
 * promise that a projection makes about the variable by every parametrization at all and by every projection after it,
 * unless that one `preserves` it. The gradient is exact if those of all members are.
 *
 * @param parts - constraints in the order in which they act, then optionally `{ allowWeakened: true }`
 * @returns a constraint whose guarantee is what is left of its members' guarantees
 * @throws {@link WeakenedGuaranteeError} if a member's promise would be broken and that is not allowed
 * @throws RangeError if there is no constraint
 *
 * @example
 * ```ts
 * import { compose } from "@lipschitz-gan/core";
 * import { gradientPenalty, spectralNorm, weightClipping } from "@lipschitz-gan/regularizers";
 *
 * compose(spectralNorm(), gradientPenalty({ lambda: 10 })).name; // => "spectral-norm+gradient-penalty"
 * compose(weightClipping(), spectralNorm()); // => throws /weight-clipping .* no longer holds/
 * ```
 * @see Clipping after a normalisation can raise the spectral norm above one: the 5 x 5 matrix of ones with −4 in a corner goes from 1 to 1.0513 when clipped at the size of its ones.
 */
export function compose(...parts: readonly (LipschitzConstraint | ComposeOptions)[]): LipschitzConstraint {
  const last = parts.at(-1);
  const options = last !== undefined && isOptions(last) ? last : {};
  const members = parts.filter((part): part is LipschitzConstraint => part !== options).map(checkedMember);
  const { allowWeakened = false } = options;
  if (members.length === 0) throw new RangeError("compose: needs at least one constraint, received none");
  const broken = brokenPromises(members);
  if (broken.length > 0 && !allowWeakened) {
    throw new WeakenedGuaranteeError(
      `compose: ${broken.map((b) => b.reason).join("; ")}. Change the order or leave one out, or pass { allowWeakened: true }`,
    );
  }
  return {
    name: members.map((member) => member.name).join("+"),
    guarantee: remainingGuarantee(
      members,
      broken.map((b) => b.promised),
      broken.map((b) => b.reason),
    ),
    ...(members.some(({ gradient }) => gradient === "surrogate") && { gradient: "surrogate" }),
    ...(members.some(({ readsValues }) => readsValues === true) && { readsValues: true }),
    bind: (weights, rng) => composedBinding(bindAll(members, (member) => member.bind(weights, rng))),
  };
}

interface BrokenPromise {
  readonly promised: Promised;
  readonly reason: string;
}

function brokenPromises(members: readonly LipschitzConstraint[]): readonly BrokenPromise[] {
  const acts = members.map(hooksOf);
  return members.flatMap((member, i) =>
    member.guarantee.promises
      .filter((promised) => promised.quantity !== "input-gradient")
      .flatMap((promised) => {
        const breaker = members.findIndex(
          (other, j) =>
            j !== i && breaks(acts[j], acts[i], j > i) && other.preserves?.includes(promised.quantity) !== true,
        );
        const by = members[breaker]?.name;
        return by === undefined
          ? []
          : [
              {
                promised,
                reason: `the promise of ${member.name} about the ${promised.quantity} no longer holds once ${by} has acted`,
              },
            ];
      }),
  );
}

interface Hooks {
  readonly parametrizes: boolean;
  readonly projects: boolean;
}

/** Which hooks a constraint has shows in its binding; binding it to no weights costs nothing. */
function hooksOf(constraint: LipschitzConstraint): Hooks {
  const bound = constraint.bind([], createRng(0));
  const hooks = { parametrizes: bound.parametrize !== undefined, projects: bound.project !== undefined };
  bound.dispose();
  return hooks;
}

/** Whether a constraint can undo what another has promised: projections act on the variable, before any parametrization. */
function breaks(other: Hooks | undefined, promising: Hooks | undefined, comesAfter: boolean): boolean {
  if (other === undefined || promising === undefined) return false;
  if (other.parametrizes) return comesAfter || !promising.parametrizes;
  return other.projects && comesAfter && !promising.parametrizes;
}

function isOptions(part: LipschitzConstraint | ComposeOptions): part is ComposeOptions {
  return (
    typeof part === "object" &&
    part !== null &&
    !("bind" in part) &&
    Object.keys(part).every((key) => key === "allowWeakened")
  );
}

function checkedMember(member: LipschitzConstraint): LipschitzConstraint {
  // The type forbids null; JavaScript does not.
  if (
    typeof member === "object" &&
    member !== null &&
    typeof member.bind === "function" &&
    typeof member.guarantee === "object"
  ) {
    return member;
  }
  throw new TypeError(
    `compose: takes constraints and then at most { allowWeakened }, received ${typeof member === "function" ? "a function; call it to make the constraint" : JSON.stringify(member)}`,
  );
}

function remainingGuarantee(
  members: readonly LipschitzConstraint[],
  broken: readonly Promised[],
  reasons: readonly string[],
): Guarantee {
  const promises = members.flatMap((member) => member.guarantee.promises).filter((p) => !broken.includes(p));
  const kept = members.filter(
    ({ guarantee }) => guarantee.promises.length === 0 || guarantee.promises.some((p) => promises.includes(p)),
  );
  return { statement: [...kept.map((member) => member.guarantee.statement), ...reasons].join(" "), promises };
}

/** Binds in order; when one refuses, those before it are freed. */
function bindAll(
  members: readonly LipschitzConstraint[],
  bind: (member: LipschitzConstraint) => BoundConstraint,
): readonly (readonly [string, BoundConstraint])[] {
  const bindings: (readonly [string, BoundConstraint])[] = [];
  try {
    for (const [i, member] of members.entries()) bindings.push([`${i}-${member.name}`, bind(member)]);
  } catch (error) {
    for (const [, bound] of bindings) bound.dispose();
    throw error;
  }
  return bindings;
}

function composedBinding(bindings: readonly (readonly [string, BoundConstraint])[]): BoundConstraint {
  const members = bindings.map(([, bound]) => bound);
  const has = (hook: "parametrize" | "update" | "penalty" | "project"): boolean =>
    members.some((member) => member[hook] !== undefined);
  const lastUpdate = members.findLastIndex((member) => member.update !== undefined);
  const dispose = (): void => {
    for (const member of members) member.dispose();
  };
  return {
    ...(has("update") && {
      update: (weight, value) => {
        tf.tidy(() => {
          let seen = value;
          for (const [i, member] of members.entries()) {
            member.update?.(weight, seen);
            if (i < lastUpdate) seen = member.parametrize?.(weight, seen) ?? seen;
          }
        });
      },
    }),
    ...(has("parametrize") && {
      parametrize: (weight, value) =>
        members.reduce((seen, member) => member.parametrize?.(weight, seen) ?? seen, value),
    }),
    ...(has("penalty") && {
      penalty: (context) =>
        tf.tidy(() =>
          members
            .map((member) => member.penalty?.(context))
            .filter((term): term is tf.Scalar => term !== undefined)
            .reduce((sum, term) => tf.add(sum, term)),
        ),
    }),
    ...(has("project") && {
      project: (weight) => {
        for (const member of members) member.project?.(weight);
      },
    }),
    trainable: () => prefixed(bindings, (bound) => bound.trainable?.() ?? {}),
    state: () => prefixed(bindings, (bound) => bound.state()),
    dispose,
    [Symbol.dispose]: dispose,
  };
}

function prefixed(
  bindings: readonly (readonly [string, BoundConstraint])[],
  variablesOf: (bound: BoundConstraint) => NamedVariables,
): NamedVariables {
  return Object.fromEntries(
    bindings.flatMap(([prefix, bound]) =>
      Object.entries(variablesOf(bound)).map(([name, variable]) => [`${prefix}/${name}`, variable] as const),
    ),
  );
}
