import { oneLine } from "./one-line.ts";

/** Wrong usage or bad input: the command prints one line and exits with 2, and nothing has been overwritten. @internal */
export class UsageError extends Error {
  override readonly name = "UsageError";
  readonly code = "ERR_USAGE";
  constructor(message: string, options?: ErrorOptions) {
    super(oneLine(message), options);
  }
}

/** What was asked for does not hold or could not be done: one line, exit 1. @internal */
export class FailedError extends Error {
  override readonly name = "FailedError";
  readonly code = "ERR_FAILED";
  constructor(message: string, options?: ErrorOptions) {
    super(oneLine(message), options);
  }
}
