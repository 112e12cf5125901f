import { vi } from "vitest";
import { NativeEngine } from "../../../src/native/native-engine.ts";

/** Notices when oneDNN refuses an operation, for which WASM would be tested then. */
export interface RefusalWatch {
  /** Throws if it has refused one since the last check. */
  readonly check: () => void;
  readonly end: () => void;
}

/** Watches all engines. */
export function watchRefusals(): RefusalWatch {
  const run = vi.spyOn(NativeEngine.prototype, "run");
  return {
    check: () => {
      const refused = run.mock.results.find(({ type }) => type === "throw");
      run.mockClear();
      if (refused !== undefined) throw new Error(`a kernel was refused: ${String(refused.value)}`);
    },
    end: () => run.mockRestore(),
  };
}
