import { stat } from "node:fs/promises";
import { checkCertificate } from "@lipschitz-gan/certificates";
import { locateModel } from "../certification/locate-model.ts";
import { lowerText, upperText } from "../certification/outward-text.ts";
import { UsageError } from "../internal/cli-error.ts";
import { messageOf, systemCode } from "../internal/message-of.ts";
import { oneLine } from "../internal/one-line.ts";
import type { Output } from "../internal/output.ts";
import { readArtifacts } from "../model-directory/read-artifacts.ts";
import { readRegularFile } from "../model-directory/read-regular-file.ts";

/** What `check` was asked for. */
export interface CheckRequest {
  /** The certificate. */
  readonly certificate: string;
  /** The model directory, or the run directory, whose critic is meant. */
  readonly model: string;
}

/**
 * The command `check`.
 *
 * @param request - what was asked for
 * @param output - where the verdict goes
 * @param options - whether to print the verdict as JSON
 * @returns 0 if the certificate is true of the model, else 1
 * @throws UsageError or ModelDirectoryError if the certificate's file or the model cannot be read
 */
export async function check(
  { certificate, model }: CheckRequest,
  output: Output,
  { json = false }: { json?: boolean } = {},
): Promise<number> {
  const text = await readCertificate(certificate);
  const { folder } = await locateModel(model);
  const artifacts = await readArtifacts(folder);
  const { valid, reason } = text === undefined ? tooLarge : await checkCertificate(text, artifacts);
  if (json) output.result(JSON.stringify({ valid, ...(reason !== undefined && { reason: oneLine(reason) }) }));
  else if (valid && text !== undefined) for (const line of told(text, certificate, folder)) output.result(line);
  else output.result(`not valid: ${oneLine(reason ?? "no reason given")}`);
  return valid ? 0 : 1;
}

/** 256 MiB, far below the longest string that Node can make of a file. */
const MAX_BYTES = 2 ** 28;
const tooLarge = { valid: false, reason: `certificate: must have at most ${MAX_BYTES} bytes, received more` };

/** The text of a file, `undefined` if it is too large. What is no text becomes text that is no certificate. */
async function readCertificate(path: string): Promise<string | undefined> {
  try {
    const { size } = await stat(path);
    return size > MAX_BYTES ? undefined : (await readRegularFile(path)).toString("utf8");
  } catch (error) {
    const why = systemCode(error) ?? messageOf(error);
    throw new UsageError(`CERTIFICATE: must be a certificate's file, received ${path} (${why})`, { cause: error });
  }
}

function told(text: string, file: string, folder: string): readonly string[] {
  // The checker has just found it to have these.
  const { lower, upper, layers } = JSON.parse(text) as { lower: number; upper: number; layers: readonly unknown[] };
  return [
    `valid: ${file} is true of ${folder}`,
    `${lowerText(lower)} <= Lipschitz constant <= ${upperText(upper)}, Euclidean norm, ${layers.length} operations checked`,
  ];
}
