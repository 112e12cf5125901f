import type { LipschitzConstraint, Promised } from "@lipschitz-gan/core";
import { defineLaw, type Law } from "../../kit/define-law.ts";
import type { Measurement } from "../../kit/measurement.ts";
import { mustBe } from "./exactly.ts";
import { type ModelCase, modelCase, modelLabels, modelOfCase, showModel } from "./model-case.ts";
import { type ConstraintSubject, kernelsOf } from "./subject.ts";

const KEBAB_CASE = /^[a-z][a-z0-9]*(-[a-z0-9]+)*(\+[a-z][a-z0-9]*(-[a-z0-9]+)*)*$/;
const SENTENCE = /^[^a-z\s].*[.!?]$/s;
const quantities = ["operator-norm", "spectral-norm", "row-norm", "entry", "input-gradient"];
const senses = ["always", "in-the-limit", "at-sampled-points"];
const norms = ["l2", "linf"];

/** Names, statement and promises are what the interface says. */
export const describesItself: Law<ConstraintSubject> = defineLaw<ConstraintSubject, ModelCase>({
  name: "describes-itself",
  statement:
    "The name is in kebab case, the statement is a sentence, each promise has a known quantity, norm and sense and a finite bound above 0, the gradient is of a known kind, and the factory says the same each time.",
  source: "LipschitzConstraint and Guarantee of @lipschitz-gan/core; compose reads them",
  share: 0.3,
  cases: ({ kinds }) => modelCase({ kinds }),
  labels: modelLabels,
  show: showModel,
  measure: ({ make }, given) => {
    const [constraint, again] = [make(), make()];
    const before = described(constraint, given);
    return [
      mustBe("the name must be in kebab case", JSON.stringify(constraint.name), KEBAB_CASE.test(constraint.name)),
      mustBe(
        "the guarantee's statement must be a sentence, from a capital letter to a full stop",
        JSON.stringify(constraint.guarantee.statement),
        SENTENCE.test(constraint.guarantee.statement),
      ),
      ...constraint.guarantee.promises.flatMap((promised) => [...wellFormed(promised), ...bounded(promised, given)]),
      oneOf("its gradient", constraint.gradient ?? "exact", ["exact", "surrogate"]),
      ...(constraint.preserves ?? []).map((quantity) => oneOf("what it preserves", quantity, quantities)),
      mustBe(
        "two constraints of the factory must describe themselves alike",
        described(again, given),
        described(again, given) === before,
      ),
    ];
  },
});

function wellFormed({ quantity, norm, sense }: Promised): readonly Measurement[] {
  return [
    oneOf("a promise's quantity", quantity, quantities),
    oneOf("a promise's norm", norm, norms),
    oneOf("a promise's sense", sense, senses),
  ];
}

function oneOf(what: string, received: string, known: readonly string[]): Measurement {
  return mustBe(`${what} must be one of ${known.join(", ")}`, JSON.stringify(received), known.includes(received));
}

function bounded(promised: Promised, given: ModelCase): readonly Measurement[] {
  return boundsOf(promised, given).map(({ name, bound }) =>
    mustBe(
      `the bound on the ${promised.quantity} of ${name} must be finite and above 0`,
      bound,
      Number.isFinite(bound) && bound > 0,
    ),
  );
}

function boundsOf(promised: Promised, given: ModelCase): readonly { name: string; bound: number }[] {
  const weights = kernelsOf(modelOfCase(given));
  return weights.map((weight) => ({ name: weight.name, bound: promised.bound(weight, weights.length) }));
}

/** All that a constraint says of itself, as text. */
function described({ name, guarantee, preserves, gradient }: LipschitzConstraint, given: ModelCase): string {
  const promises = guarantee.promises.map((promised) => ({ ...promised, bounds: boundsOf(promised, given) }));
  return JSON.stringify({ name, statement: guarantee.statement, promises, preserves, gradient });
}
