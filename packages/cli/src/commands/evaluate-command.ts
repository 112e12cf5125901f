import type { Command } from "commander";
import { numberOf } from "../config/flags.ts";
import { examples } from "../internal/examples.ts";
import type { Output } from "../internal/output.ts";

/**
 * Adds `evaluate` to the program.
 *
 * @param program - the command that it becomes a part of
 * @param output - where results and messages go
 * @param done - receives the exit code
 */
export function addEvaluateCommand(program: Command, output: Output, done: (exitCode: number) => void): void {
  program
    .command("evaluate")
    .summary("score the samples of a run")
    .description(
      "Scores samples of a run's generator against real ones, each score with its protocol: IS, FID, KID, precision and " +
        "recall, density and coverage for pictures, seen through a classifier of the data set; modes, high-quality share " +
        "and the last four for points in the plane. Beside each stands its floor, the score that real samples get. Also " +
        "reads the spectra of the critic's kernels. Writes evaluation.json and report.html into the run.\n\n" +
        "A score bears its extractor's name, FID-mnist: it can be compared with scores of the same protocol only, and " +
        "never with an FID from an Inception network.",
    )
    .argument("<RUN>", "run directory")
    .option(
      "--metrics <LIST>",
      "some of is, fid, kid, precision, recall, density, coverage, modes, high-quality, with commas between (default " +
        "all that apply)",
    )
    .option("--samples <N>", "generated samples, and at most as many real ones (default 10000)")
    .option("--split <S>", "real samples from train or test; the floor takes the other (default train)")
    .option("--extractor <DIR>", "model directory, or folder with a classifier of your own, that makes the features")
    .option("--seed <N>", "seed of the samples and of the choice of subsets (default 0)")
    .option("--batch-size <N>", "samples that go through the networks at a time (default 64)")
    .option("--no-floor", "do not score real samples")
    .option("--json", "print the evaluation to stdout as one JSON document instead of tables")
    .addHelpText(
      "after",
      examples([
        ["evaluate runs/first", "all that applies, 10 000 samples, in about a minute"],
        ["evaluate runs/first --metrics fid,kid --samples 2000 --no-floor", "a quick look"],
        ["evaluate runs/first --split test --json", "against the test split, for a script"],
        ["evaluate runs/first --extractor models/inception-v3", "features of a network of your own"],
      ]) +
        "\nBeside the model.json of an extractor may lie an extractor.json: " +
        '{ "name", "layer", "pixels", "size", "accuracy" }.',
    )
    .action(async (run: string, options: EvaluateOptions) => {
      const { metrics, samples, split, extractor, seed, batchSize, floor, json } = options;
      const numbers = {
        samples: samples && numberOf(samples),
        seed: seed && numberOf(seed),
        batchSize: batchSize && numberOf(batchSize),
      };
      const { evaluate } = await import("./evaluate.ts");
      done(await evaluate({ run, metrics, split, extractor, floor, ...numbers }, output, { json: json === true }));
    });
}

interface EvaluateOptions {
  readonly metrics?: string;
  readonly samples?: string;
  readonly split?: string;
  readonly extractor?: string;
  readonly seed?: string;
  readonly batchSize?: string;
  readonly floor?: boolean;
  readonly json?: boolean;
}
