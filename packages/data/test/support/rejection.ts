import { expect } from "vitest";
import { DatasetError } from "@lipschitz-gan/data";

/** Runs what must be refused with a `DatasetError` of one line, and gives its message. */
export async function rejection(action: () => unknown): Promise<string> {
  try {
    await action();
  } catch (error) {
    expect(error).toBeInstanceOf(DatasetError);
    const { message } = error as DatasetError; // just checked
    expect(message).not.toMatch(/[\r\n]/);
    return message;
  }
  throw new Error("nothing was refused");
}
