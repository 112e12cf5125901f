import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

/** A tensor as the Python package reads it: type, shape, and its bytes in hexadecimal digits. */
type PythonTensor = readonly [string, readonly number[], string];

/** What the Python package makes of a file. */
export interface Verdict {
  readonly tensors: Readonly<Record<string, PythonTensor>>;
  /** The file that it writes of the tensors, in hexadecimal digits. */
  readonly again?: string;
}

const script = fileURLToPath(
  new URL("../../../../../verification/fixtures/metrics/safetensors/judge.py", import.meta.url),
);
const interpreter = process.env["SAFETENSORS_PYTHON"] ?? "python3";

/** Whether there is a Python with the package. */
export const hasPython: boolean = spawnSync(interpreter, [script, "--check"]).status === 0;

/** What a test's name says of its need. */
export const NEEDS_PYTHON = "needs Python with the package safetensors, named by SAFETENSORS_PYTHON or python3";

/** Asks the Python package for all files at once; `null` for one that it refuses. */
export function judged(files: readonly Uint8Array[]): readonly (Verdict | null)[] {
  const input = Buffer.concat(
    files.flatMap((file) => [new Uint8Array(Uint32Array.of(file.length).buffer), new Uint8Array(file)]),
  );
  const { status, stdout, stderr } = spawnSync(interpreter, [script], { input, maxBuffer: 2 ** 28, encoding: "utf8" });
  if (status !== 0) throw new Error(`judge.py: expected it to succeed, received ${stderr}`);
  return JSON.parse(stdout) as (Verdict | null)[];
}
