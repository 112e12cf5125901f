import { describe, expect, it } from "vitest";
import { DatasetError } from "@lipschitz-gan/data";

describe("DatasetError", () => {
  it("says where, the rule, what came in and the remedy", () => {
    const error = new DatasetError("a.idx", "must be whole", "half of it", "get it again");
    expect(error.message).toBe("a.idx: must be whole, received half of it; get it again");
    expect(error.remedy).toBe("get it again");
    expect(error.name).toBe("DatasetError");
    expect(error.code).toBe("ERR_DATASET");
  });

  it("stays on one line and sends no escapes to the terminal, whatever a file is called", () => {
    const error = new DatasetError("a\nb\u001B[2J\u2028c", "must be a file", "a\r\nfolder");
    expect(error.message).toBe("a b [2J c: must be a file, received a folder");
  });
});
