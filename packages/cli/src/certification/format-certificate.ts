import type { Certificate, LayerCertificate, MergeCertificate } from "@lipschitz-gan/certificates";
import { oneLine } from "../internal/one-line.ts";
import { textTable } from "../internal/text-table.ts";
import { lowerText, upperText } from "./outward-text.ts";

/** Columns with numbers. */
const numeric: ReadonlySet<number> = new Set([2, 3, 4]);

/**
 * A certificate as a table for people. Upper bounds are printed rounded up and lower ones rounded down.
 *
 * @param certificate - the certificate
 * @returns lines of text
 */
export function formatCertificate(certificate: Certificate): readonly string[] {
  const { layers, merges, lower, upper, model, local } = certificate;
  const header = ["layer", "kind", "lower", "upper", "upper/lower", "method"];
  const rows = layers.map(row);
  const network = ["network", "", lowerText(lower), upperText(upper), ratio(lower, upper), composition(certificate)];
  return [
    `model    ${oneLine(model.name)}: ${shape(model.inputShape)} to ${shape(model.outputShape)}, sha256 ${model.sha256}`,
    "",
    ...textTable([header, ...rows, network], numeric),
    "",
    ...merges.map((merge) => mergeLine(merge, layers)),
    ...(local === null ? [] : [localLine(local)]),
    `bounds   ${lowerText(lower)} <= Lipschitz constant <= ${upperText(upper)}, Euclidean norm`,
  ];
}

function row({ name, kind, lower, upper, method, grid }: LayerCertificate): readonly string[] {
  const how = grid === undefined ? method : `${method}, ${grid.join(" x ")} frequencies`;
  return [oneLine(name), oneLine(kind), lowerText(lower), upperText(upper), ratio(lower, upper), how];
}

/** Nothing where no lower bound is claimed: infinity would tell of a looseness that nobody knows. */
function ratio(lower: number, upper: number): string {
  if (lower === upper) return "1";
  return lower > 0 ? upperText(upper / lower) : "";
}

function composition({ merges }: Certificate): string {
  if (merges.length === 0) return "layer by layer";
  return `layer by layer, ${merges.length === 1 ? "1 chain" : `${merges.length} chains`} merged`;
}

function mergeLine({ chain, upper, method, grid }: MergeCertificate, layers: readonly LayerCertificate[]): string {
  const parts = chain.map((i) => layers[i - 1]);
  const names = [parts[0], parts.at(-1)].map((part) => oneLine(part?.name ?? "?"));
  const product = parts.reduce((value, part) => value * (part?.upper ?? Number.NaN), 1);
  const how = grid === undefined ? method : `${method}, ${grid.join(" x ")} frequencies`;
  return (
    `merged   ${names.join(" … ")}, ${chain.length} operations: ${upperText(upper)} (${how}); ` +
    `the product of their own bounds is ${upperText(product)}`
  );
}

function localLine({ low, high, upper, method }: NonNullable<Certificate["local"]>): string {
  const ends = [low, high].map((end) => (typeof end === "number" ? String(end) : "…"));
  return `local    at most ${upperText(upper)} for samples in [${ends.join(", ")}] (${method})`;
}

function shape(sizes: readonly number[]): string {
  return `[${sizes.join(", ")}]`;
}
