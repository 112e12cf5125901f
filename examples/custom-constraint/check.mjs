// @ts-check
// Runs the conformance kit on max-norm and on its broken twin. Exits with 0 if the first keeps all laws and the second,
// as it should, breaks some.
import { checkConstraint, formatReports } from "@lipschitz-gan/verification";
import { brokenMaxNorm } from "./broken.mjs";
import { maxNorm } from "./max-norm.mjs";

const options = { seed: Number(process.argv[2] ?? 7), runs: Number(process.argv[3] ?? 100) };
const columns = process.stdout.columns ?? 100;

const right = await checkConstraint(() => maxNorm(), options);
console.log(formatReports(right.laws, { ...options, columns }));
console.log(right.holds ? `\n${right.name} keeps all ${right.laws.length} laws.\n` : `\n${right.name} is broken.\n`);

const broken = await checkConstraint(() => brokenMaxNorm(), options);
const found = broken.laws.filter((law) => !law.holds).map((law) => law.law);
console.log(formatReports(broken.laws, { ...options, columns }));
console.log(
  found.length > 0
    ? `${broken.name} breaks ${found.join(", ")}, as it should: its norm goes over the wrong axis.`
    : `${broken.name} breaks no law, and should: the kit has missed its defect.`,
);
process.exitCode = right.holds && found.length > 0 ? 0 : 1;
