import { conformanceCases } from "./conformance-cases.ts";

/** The names of all cases of the suite with the family that each belongs to, in the order in which they run. */
export const conformanceCaseNames: readonly { readonly name: string; readonly family: string }[] = conformanceCases.map(
  ({ name, family }) => ({ name, family }),
);
