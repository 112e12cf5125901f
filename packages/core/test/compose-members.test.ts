import { describe, expect, it } from "vitest";
import {
  type BoundConstraint,
  compose,
  createRng,
  type Guarantee,
  type LipschitzConstraint,
  statelessBinding,
  unconstrained,
} from "@lipschitz-gan/core";

/** A constraint whose members are all inherited, so that it has no keys of its own, as empty options have none. */
class Inherited implements LipschitzConstraint {
  get name(): string {
    return "inherited";
  }

  get guarantee(): Guarantee {
    return { statement: "Inherited.", promises: [] };
  }

  bind(): BoundConstraint {
    return statelessBinding({});
  }
}

describe("what compose takes for a constraint", () => {
  it("is an instance of a class, also in the last place", () => {
    expect(compose(unconstrained(), new Inherited()).name).toBe("unconstrained+inherited");
    expect(compose(new Inherited()).bind([], createRng(0)).state()).toEqual({});
  });

  it("is neither options with a key too many nor a function that has the members of a constraint", () => {
    expect(() => compose(unconstrained(), { allowWeakened: true, name: "x" })).toThrow(
      /takes constraints and then at most \{ allowWeakened \}, received \{"allowWeakened":true,"name":"x"\}/,
    );
    const { guarantee } = unconstrained();
    expect(() => compose(Object.assign(() => {}, { guarantee }))).toThrow(/received a function; call it/);
  });
});

describe("what a composition says of itself", () => {
  it("reads values if a member does", () => {
    const reads = Object.assign({ readsValues: true }, unconstrained());
    expect(compose(unconstrained(), reads).readsValues).toBe(true);
    expect(compose(unconstrained()).readsValues).toBeUndefined();
  });
});
