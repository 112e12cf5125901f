import type { Certificate } from "@lipschitz-gan/certificates";
import type { RandomStream } from "@lipschitz-gan/core";
import type { ReferenceNetwork } from "../../../oracles/reference-network.ts";
import { type CertificateChange, isObject } from "./certificate-change.ts";
import { changedValue } from "./changed-value.ts";
import { consistentChanges } from "./consistent-changes.ts";
import { forgedLayer, forgedMerge } from "./forgeries.ts";
import { withDigest } from "./recomputed.ts";

/** A certificate after one change. */
export interface MutatedCertificate {
  /** What was changed, for a reader of a counterexample. */
  readonly what: string;
  /** The certificate as text. */
  readonly text: string;
}

/**
 * A certificate with one change: of a number by a little or a lot, of text, of a list, of a field; or of several fields
 * that go together, so that only one claim is false. In half of the cases the digest is that of what it has become, and always
 * where all but one claim is in order.
 *
 * @param certificate - a valid one
 * @param random - which change
 * @param network - the model
 */
export async function mutateCertificate(
  certificate: Certificate,
  random: RandomStream,
  network: ReferenceNetwork,
): Promise<MutatedCertificate> {
  for (;;) {
    if (random.uniform() < SHARE_OF_FORGERIES) {
      const forged = (random.uniform() < 0.7 ? forgedLayer : forgedMerge)(certificate, random, network);
      if (forged === null) continue;
      return { what: forged.what, text: JSON.stringify(await withDigest(forged.changed as object)) };
    }
    if (random.uniform() < SHARE_OF_TEXT) return ofText(JSON.stringify(certificate), random);
    const change = CHANGES[random.int(CHANGES.length)] ?? changedValue;
    const found = change(certificate, random, network);
    if (found === null) continue;
    const { what, changed } = found;
    if (random.uniform() < 0.5) return { what, text: JSON.stringify(changed) };
    const digested = isObject(changed) ? await withDigest(changed) : changed;
    return { what: `${what}, digest recomputed`, text: JSON.stringify(digested) };
  }
}

const SHARE_OF_FORGERIES = 0.4;
const SHARE_OF_TEXT = 0.1;
const CHANGES: readonly CertificateChange[] = [changedValue, changedValue, changedValue, ...consistentChanges];

function ofText(text: string, random: RandomStream): MutatedCertificate {
  const at = random.int(text.length);
  const kinds: readonly (() => MutatedCertificate)[] = [
    () => ({ what: `cut off after ${at} characters`, text: text.slice(0, at) }),
    () => ({ what: "nested deep", text: text.slice(0, -1) + `,"more":${"[".repeat(1e5)}${"]".repeat(1e5)}}` }),
    () => ({ what: "a list of itself", text: `[${text}]` }),
    () => ({ what: `one character removed at ${at}`, text: text.slice(0, at) + text.slice(at + 1) }),
    () => ({ what: "a number beyond float64", text: replacedDigits(text, at, "1e999") }),
    () => ({ what: "a number of 400 digits", text: replacedDigits(text, at, "9".repeat(400)) }),
    () => ({ what: "NaN", text: replacedDigits(text, at, "NaN") }),
    () => ({ what: "a prototype", text: `{"__proto__":{"upper":0},${text.slice(1)}` }),
  ];
  return (kinds[random.int(kinds.length)] ?? (() => ({ what: "nothing", text: "" })))();
}

/** The first number after a place is another. */
function replacedDigits(text: string, at: number, number: string): string {
  return text.slice(0, at) + text.slice(at).replace(/(?<=[:[,])-?\d[\d.e+-]*/, number);
}
