import { defineLaw, type Law } from "../../kit/define-law.ts";
import { type ModelCase, modelCase, modelLabels, showModel } from "./model-case.ts";
import { constrained } from "./opened.ts";
import { summedEntries } from "./quantities.ts";
import { normalisationError } from "./rounding.ts";
import type { ConstraintSubject } from "./subject.ts";

/** What is in the set stays where it is. */
export const projectIsIdempotent: Law<ConstraintSubject> = defineLaw<ConstraintSubject, ModelCase>({
  name: "project-is-idempotent",
  statement:
    "A projection that promises something always leaves weights that it has projected where they are, up to the rounding of a normalisation.",
  source: "definition of a projection; a set is left as it is by moving into it",
  share: 0.5,
  appliesTo: ({ hooks, guarantee }) =>
    hooks.has("project") && guarantee.promises.some(({ sense }) => sense === "always"),
  cases: ({ kinds }) => modelCase({ kinds, exponents: [0, -6, 6] }),
  labels: modelLabels,
  show: showModel,
  measure: async (subject, given) => {
    const critic = constrained(subject, given);
    critic.project();
    const once = await Promise.all(critic.weights.map(({ variable }) => variable.data().then((data) => data.slice())));
    critic.project();
    return Promise.all(
      critic.weights.map(async (weight, i) => {
        const [before, after] = [once[i] ?? [], await weight.variable.data()];
        const largest = Math.max(...Array.from(before, Math.abs));
        return {
          observed: Math.max(...Array.from(before, (x, j) => Math.abs(x - (after[j] ?? Number.NaN)))),
          allowed: normalisationError(summedEntries("spectral-norm", weight)) * largest,
          what: `entries of ${weight.name} after a second projection, against after the first`,
        };
      }),
    );
  },
});
