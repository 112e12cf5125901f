import type { ComposeOptions, LipschitzConstraint } from "@lipschitz-gan/core";

/** A way of making one constraint of several, under test. */
export interface CompositionSubject {
  /** As `compose` of the core package: constraints in their order, then optionally `{ allowWeakened: true }`. */
  readonly compose: (...parts: readonly (LipschitzConstraint | ComposeOptions)[]) => LipschitzConstraint;
}
