/** Whether somebody has asked the run to stop. */
export interface StopSignal {
  /** The exit code that the signal stands for, once one has come. */
  readonly exitCode: number | undefined;
  /** Gives the signals back their own meaning. */
  dispose(): void;
}

/** As shells report a process that a signal has ended: 128 + the signal's number. */
const exitCodes = { SIGINT: 130, SIGTERM: 143 } as const;

/**
 * Turns Ctrl-C into a request: the first one is to be heeded after the current step, the second ends the process at once.
 *
 * @param log - tells the user so
 */
export function stopSignal(log: (line: string) => void): StopSignal {
  let exitCode: number | undefined;
  const listen = (signal: keyof typeof exitCodes) => (): void => {
    // oxlint-disable-next-line unicorn/no-process-exit -- at once is what a second Ctrl-C asks for
    if (exitCode !== undefined) process.exit(exitCodes[signal]);
    exitCode = exitCodes[signal];
    log("stopping after this step with a checkpoint; once more stops at once");
  };
  const listeners = { SIGINT: listen("SIGINT"), SIGTERM: listen("SIGTERM") };
  process.on("SIGINT", listeners.SIGINT);
  process.on("SIGTERM", listeners.SIGTERM);
  return {
    get exitCode(): number | undefined {
      return exitCode;
    },
    dispose: () => {
      process.off("SIGINT", listeners.SIGINT);
      process.off("SIGTERM", listeners.SIGTERM);
    },
  };
}
