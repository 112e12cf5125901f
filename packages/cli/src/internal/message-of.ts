import { oneLine } from "./one-line.ts";

/** What a thrown value says, in one line. @internal */
export function messageOf(error: unknown): string {
  return oneLine(error instanceof Error ? error.message : String(error));
}

/** The system's code of a failed call, such as `"ENOENT"`; `undefined` for anything else. @internal */
export function systemCode(error: unknown): string | undefined {
  return error instanceof Error && "code" in error && "syscall" in error ? String(error.code) : undefined;
}
