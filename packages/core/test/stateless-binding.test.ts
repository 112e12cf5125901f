import { describe, expect, it } from "vitest";
import { statelessBinding } from "@lipschitz-gan/core";

const project = (): void => {};

describe("statelessBinding", () => {
  it("has the hooks it is given and no other, and an empty state", () => {
    const bound = statelessBinding({ project });
    expect(bound).toMatchObject({ project });
    expect(Object.keys(bound)).toEqual(["project", "state", "dispose"]);
    expect(bound.state()).toEqual({});
  });

  it("has nothing to free", () => {
    const bound = statelessBinding({});
    bound.dispose();
    bound[Symbol.dispose]();
    expect(bound.state()).toEqual({});
  });
});
