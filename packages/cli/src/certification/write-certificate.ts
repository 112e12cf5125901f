import { writeAtomically } from "../run-directory/write-atomically.ts";

/** A list of numbers that `JSON.stringify` has put on lines of their own; strings hold no raw line breaks. */
const numberList = /\[\n\s*(-?[\d.eE+-]+(?:,\n\s*-?[\d.eE+-]+)*)\n\s*\]/g;

/**
 * Writes a certificate so that people can read it: indented, with lists of numbers on one line. Atomically.
 *
 * @param path - the file
 * @param certificate - the certificate
 */
export async function writeCertificate(path: string, certificate: unknown): Promise<void> {
  const text = JSON.stringify(certificate, null, 2).replaceAll(
    numberList,
    (_, numbers: string) => `[${numbers.replaceAll(/\n\s*/g, " ")}]`,
  );
  await writeAtomically(path, `${text}\n`);
}
