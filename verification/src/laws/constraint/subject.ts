import {
  type BoundConstraint,
  type ConstrainedWeight,
  constrain,
  createRng,
  type Guarantee,
  type GuaranteedQuantity,
  type GuaranteeSense,
  type LipschitzConstraint,
  type Promised,
  unconstrained,
} from "@lipschitz-gan/core";
import * as tf from "@tensorflow/tfjs-core";
import type * as tfl from "@tensorflow/tfjs-layers";
import { type KernelKind, kernelKinds } from "./architecture.ts";
import { modelOfCase } from "./model-case.ts";

/** The optional hooks of a binding. */
export type HookName = "update" | "parametrize" | "penalty" | "project";

const hookNames: readonly HookName[] = ["update", "parametrize", "penalty", "project"];

/** Anyone's constraint, as the laws see it. They speak of it by what it promises and by the hooks that it has. */
export interface ConstraintSubject {
  /** The constraint's own name. */
  readonly name: string;
  /** Makes the constraint; each law makes its own. */
  readonly make: () => LipschitzConstraint;
  /** What it promises. */
  readonly guarantee: Guarantee;
  /** Which promises of other constraints it says that it leaves intact. */
  readonly preserves: readonly GuaranteedQuantity[];
  /** Whether its gradient is said to be that of its value. */
  readonly gradient: "exact" | "surrogate";
  /** The hooks that its binding has. */
  readonly hooks: ReadonlySet<HookName>;
  /** The kinds of kernels that it binds to; those that it refuses are left out of the cases. */
  readonly kinds: readonly KernelKind[];
}

/**
 * A constraint as a subject of the table `constraint`.
 *
 * Its hooks are found by binding it to the kernels of tiny critics. That happens when a law first asks, since tensors
 * need a running backend.
 *
 * @param make - makes the constraint
 * @param where - who asks, for error messages
 * @returns the subject
 * @throws TypeError, on first use, if `make` returns no constraint or its `bind` throws
 *
 * @example
 * ```ts
 * import { spectralNorm } from "@lipschitz-gan/regularizers";
 * import { constraintSubject } from "@lipschitz-gan/verification";
 *
 * [...constraintSubject(() => spectralNorm()).hooks]; // => ["update", "parametrize"]
 * ```
 */
export function constraintSubject(make: () => LipschitzConstraint, where = "constraintSubject"): ConstraintSubject {
  let found: Probed | undefined;
  const probed = (): Probed => (found ??= probe(make, where));
  return {
    make,
    get name() {
      return probed().name;
    },
    get guarantee() {
      return probed().guarantee;
    },
    get preserves() {
      return probed().preserves;
    },
    get gradient() {
      return probed().gradient;
    },
    get hooks() {
      return probed().hooks;
    },
    get kinds() {
      return probed().kinds;
    },
  };
}

/** The promises of a subject about one quantity, in one sense. */
export function promisesOf(
  { guarantee }: Pick<ConstraintSubject, "guarantee">,
  quantity: GuaranteedQuantity,
  sense?: GuaranteeSense,
): readonly Promised[] {
  return guarantee.promises.filter(
    (promised) => promised.quantity === quantity && (sense === undefined || promised.sense === sense),
  );
}

/** The weights of a model that `constrain` would select by default: its kernels. */
export function kernelsOf(model: tfl.LayersModel): readonly ConstrainedWeight[] {
  return constrain(model, unconstrained()).weights;
}

/** The hooks that a binding has. */
export function hooksOf(bound: BoundConstraint): ReadonlySet<HookName> {
  return new Set(hookNames.filter((hook) => bound[hook] !== undefined));
}

type Probed = Omit<ConstraintSubject, "make">;

interface Bound {
  readonly kind: KernelKind;
  readonly hooks: ReadonlySet<HookName> | undefined;
  readonly error?: unknown;
}

function probe(make: () => LipschitzConstraint, where: string): Probed {
  const constraint = checkedConstraint(make, where);
  const outcomes = kernelKinds.map((kind) => bindOnce(constraint, kind));
  const [dense] = outcomes;
  if (dense?.hooks === undefined) {
    throw new TypeError(
      `${where}: factory must make a constraint that binds to the kernels of dense layers, ` +
        `received ${constraint.name}, whose binding failed with ${describeThrown(dense?.error)}; ` +
        `what a weight tells about itself is in ConstrainedWeight`,
    );
  }
  return {
    name: constraint.name,
    guarantee: constraint.guarantee,
    preserves: constraint.preserves ?? [],
    gradient: constraint.gradient ?? "exact",
    hooks: dense.hooks,
    kinds: outcomes.filter(({ hooks }) => hooks !== undefined).map(({ kind }) => kind),
  };
}

/** The hooks that a binding to a tiny critic has; or, if it cannot be bound, the error that it threw. */
function bindOnce(constraint: LipschitzConstraint, kind: KernelKind): Bound {
  const model = modelOfCase({ kind, inputs: 2, width: 2, activation: "linear", entries: [1, 2, 3, -1], exponent: 0 });
  let hooks: ReadonlySet<HookName> | undefined;
  try {
    tf.tidy(() => {
      const bound = constraint.bind(kernelsOf(model), createRng(0));
      if (!isBinding(bound)) {
        throw new TypeError(`bind must return { state, dispose, … }, received ${describeValue(bound)}`);
      }
      hooks = hooksOf(bound);
      bound.dispose();
    });
    return { kind, hooks };
  } catch (error) {
    return { kind, hooks: undefined, error };
  } finally {
    model.dispose();
  }
}

function isBinding(bound: unknown): bound is BoundConstraint {
  if (typeof bound !== "object" || bound === null) return false;
  const { state, dispose } = bound as Partial<BoundConstraint>; // both are looked at
  return typeof state === "function" && typeof dispose === "function";
}

/** What a factory returns, once it is known to have the parts of a constraint. */
function checkedConstraint(make: () => LipschitzConstraint, where: string): LipschitzConstraint {
  const made: unknown = madeBy(make, where);
  const problem = whatIsMissing(made);
  if (problem === undefined) return made as LipschitzConstraint; // whatIsMissing has looked
  throw new TypeError(`${where}: factory must return a constraint, ${problem}; return { name, guarantee, bind }`);
}

function madeBy(make: () => LipschitzConstraint, where: string): LipschitzConstraint {
  try {
    return make();
  } catch (error) {
    throw new TypeError(
      `${where}: factory must return a constraint, it threw ${describeThrown(error)}; call it by hand to see where`,
      {
        cause: error,
      },
    );
  }
}

function whatIsMissing(made: unknown): string | undefined {
  if (typeof made !== "object" || made === null) return `received ${describeValue(made)}`;
  if (made instanceof Promise) return "received a promise";
  const { name, guarantee, bind } = made as Partial<LipschitzConstraint>; // each part is looked at
  if (typeof name !== "string") return `received an object whose name is ${describeValue(name)}`;
  if (typeof bind !== "function") return `received ${name}, whose bind is ${describeValue(bind)}`;
  if (typeof guarantee !== "object" || !Array.isArray(guarantee?.promises)) {
    return `received ${name}, whose guarantee has no list of promises`;
  }
  return undefined;
}

function describeValue(value: unknown): string {
  if (typeof value === "object" && value !== null) return `an object with [${Object.keys(value).join(", ")}]`;
  return typeof value === "function" ? "a function" : typeof value === "string" ? JSON.stringify(value) : String(value);
}

function describeThrown(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}
