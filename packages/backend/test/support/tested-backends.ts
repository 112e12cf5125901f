import { startBackend } from "../../src/index.ts";
import { registerSecondOrderGradients } from "../../src/gradients/register-second-order-gradients.ts";
import { startNative } from "../../src/native/start-native.ts";
import { testLibraries } from "../native/support/libraries.ts";

/** A backend to run tests on. */
export interface TestedBackend {
  /** For the test's name: what it is, or what to do about its absence. */
  readonly title: string;
  readonly isMissing: boolean;
  /** Starts it; what it answers stops it again. */
  readonly start: () => Promise<() => Promise<void>>;
}

const always = (name: "cpu" | "wasm"): TestedBackend => ({
  title: name,
  isMissing: false,
  start: async () => {
    const running = await startBackend(name);
    return async () => running.stop();
  },
});

/** `native` on each version of oneDNN. */
export const nativeBackends: readonly TestedBackend[] = testLibraries.map(({ title, isMissing, path }) => ({
  title: `native, ${title}`,
  isMissing,
  start: async () => {
    const running = await startNative({ paths: [path], log: () => {} });
    registerSecondOrderGradients();
    return async () => running.stop();
  },
}));

/** The backends on a processor. */
export const processorBackends: readonly TestedBackend[] = [always("cpu"), always("wasm"), ...nativeBackends];
