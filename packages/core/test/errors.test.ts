import { describe, expect, it } from "vitest";
import { DisposedError, NonFiniteError, ShapeError, WeakenedGuaranteeError } from "@lipschitz-gan/core";

describe("errors", () => {
  it.each([
    [
      "ShapeError",
      () => new ShapeError("f", "[n, 1]", [3, null]),
      "ERR_SHAPE",
      "f: expected shape [n, 1], received [3, ]",
    ],
    ["DisposedError", () => new DisposedError("adam"), "ERR_DISPOSED", "adam: used after dispose(); make a new one"],
    ["WeakenedGuaranteeError", () => new WeakenedGuaranteeError("why"), "ERR_WEAKENED", "why"],
    [
      "NonFiniteError",
      () => new NonFiniteError("train", "loss", 3, -Infinity),
      "ERR_NON_FINITE",
      "train: loss must be finite, received -Infinity at step 3",
    ],
  ])("%s has a name, a stable code and a message", (name, make, code, message) => {
    const error = make();
    expect(error).toBeInstanceOf(Error);
    expect([error.name, error.code, error.message]).toEqual([name, code, message]);
  });

  it("carry what they are about as data", () => {
    expect(new ShapeError("f", "[n, 1]", [3])).toMatchObject({ expected: "[n, 1]", received: [3] });
    expect(new NonFiniteError("train", "loss", 3, Number.NaN)).toMatchObject({ tensor: "loss", step: 3 });
  });
});
