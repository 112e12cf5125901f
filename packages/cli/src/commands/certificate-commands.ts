import type { Command } from "commander";
import { numberOf } from "../config/flags.ts";
import { examples } from "../internal/examples.ts";
import type { Output } from "../internal/output.ts";

/**
 * Adds `certify` and `check` to the program.
 *
 * @param program - the command that they become parts of
 * @param output - where results and messages go
 * @param done - receives the exit code of the subcommand that ran
 */
export function addCertificateCommands(program: Command, output: Output, done: (exitCode: number) => void): void {
  addCertify(program, output, done);
  addCheck(program, output, done);
}

function addCertify(program: Command, output: Output, done: (exitCode: number) => void): void {
  program
    .command("certify")
    .summary("bound the Lipschitz constant of a model")
    .description(
      "Bounds the Lipschitz constant of a model from above, by a proof in float64 that is sound under rounding, and from " +
        "below, by two samples that attain it; has an independent checker look at the result, and writes " +
        "certificate.json. The model is a TensorFlow.js layers model, or a run, whose critic is meant; for a run also " +
        "bounds the Wasserstein distance between real and generated samples, and writes its report anew.",
    )
    .argument("<MODEL>", "model directory with model.json, or run directory")
    .option("--out <FILE>", "file to write (default certificate.json in MODEL)")
    .option("--range <LO,HI>", "entries of the two samples (default -1,1; around the data for a run on points)")
    .option("--box <LO,HI>", "also bound it for samples with all entries in this interval; scalar outputs only")
    .option("--input-shape <N,N,…>", "shape of a sample, where the model leaves it open")
    .option("--no-witness", "do not look for the two samples: the lower bound is 0 then")
    .option("--restarts <N>", "how many times the search for them starts anew")
    .option("--seed <N>", "seed of the search and of a run's samples (default that of the run, else 0)")
    .option("--json", "print the certificate to stdout as one JSON document instead of a table")
    .addHelpText(
      "after",
      examples([
        ["certify runs/first", "the critic of a run"],
        ["certify models/mobilenet --input-shape 128,128,3 --no-witness", "any layers model, for one size of picture"],
        ["check runs/first/certificate.json runs/first", "whether it is true"],
      ]),
    )
    .action(async (model: string, options: CertifyOptions) => {
      const { out, range, box, inputShape, witness, restarts, seed, json } = options;
      const numbers = { restarts: restarts && numberOf(restarts), seed: seed && numberOf(seed) };
      const { certifyModel } = await import("./certify.ts");
      const request = { model, out, range, box, inputShape, witness, ...numbers };
      done(await certifyModel(request, output, { json: json === true }));
    });
}

interface CertifyOptions {
  readonly out?: string;
  readonly range?: string;
  readonly box?: string;
  readonly inputShape?: string;
  readonly witness?: boolean;
  readonly restarts?: string;
  readonly seed?: string;
  readonly json?: boolean;
}

function addCheck(program: Command, output: Output, done: (exitCode: number) => void): void {
  program
    .command("check")
    .summary("check a certificate against a model")
    .description(
      "Checks a certificate against the weights, by code of its own that shares nothing with what made it but the format. " +
        "Exit code 0 if it is true of the model, 1 if not.",
    )
    .argument("<CERTIFICATE>", "the certificate's file")
    .argument("<MODEL>", "model directory with model.json, or run directory")
    .option("--json", "print one JSON document to stdout instead of lines")
    .addHelpText("after", examples([["check runs/first/certificate.json runs/first", "the certificate of a run"]]))
    .action(async (certificate: string, model: string, { json }: { json?: boolean }) => {
      const { check } = await import("./check.ts");
      done(await check({ certificate, model }, output, { json: json === true }));
    });
}
