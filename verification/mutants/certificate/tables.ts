import { type CertificateSubject, certificateTable, type LawTable } from "@lipschitz-gan/verification";

/** Some laws of the table, under its name: those that speak of what a mutant changes. */
function laws(isWanted: (name: string) => boolean): LawTable<CertificateSubject> {
  return { ...certificateTable, laws: certificateTable.laws.filter(({ name }) => isWanted(name)) };
}

const CHECKER = new Set(["passes-the-checker", "checker-refuses", "refusals"]);
const SLOW = new Set(["checker-refuses", "trained-critics"]);

/** Of certificates, without the laws that take long: no mutant should need them. */
export const issuerTable: LawTable<CertificateSubject> = laws((name) => !SLOW.has(name));

/** Of critics that have been trained, and all others of certificates. */
export const trainedTable: LawTable<CertificateSubject> = laws((name) => name !== "checker-refuses");

/** Of the checker. */
export const checkerTable: LawTable<CertificateSubject> = laws((name) => CHECKER.has(name));

/** Of bounds of single convolutions. */
export const convolutionTable: LawTable<CertificateSubject> = laws((name) => name === "convolution-bounds");

/** Of the lower bound on the Wasserstein distance. */
export const distanceTable: LawTable<CertificateSubject> = laws((name) => name === "wasserstein");
