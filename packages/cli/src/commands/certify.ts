import type { Certificate, CertifyOptions, ModelArtifacts } from "@lipschitz-gan/certificates";
import { checkCertificateFile } from "../certification/certificate-file.ts";
import { distanceBound, type DistanceBound } from "../certification/distance-bound.ts";
import { formatCertificate } from "../certification/format-certificate.ts";
import { issueCertificate } from "../certification/issue-certificate.ts";
import { locateModel } from "../certification/locate-model.ts";
import { lowerText } from "../certification/outward-text.ts";
import { type SamplePair, witnessRange } from "../certification/sample-pair.ts";
import { writeCertificate } from "../certification/write-certificate.ts";
import { checkedConfig } from "../config/config-issue.ts";
import { readConfigFile } from "../config/read-config-file.ts";
import { checkedInteger } from "../internal/checked-integer.ts";
import { checkedPair, checkedSizes } from "../internal/checked-list.ts";
import { UsageError } from "../internal/cli-error.ts";
import { messageOf } from "../internal/message-of.ts";
import type { Output } from "../internal/output.ts";
import { readArtifacts } from "../model-directory/read-artifacts.ts";
import { certifyProgress } from "../progress/certify-progress.ts";
import { runPaths } from "../run-directory/run-paths.ts";
import { writeJson } from "../run-directory/write-atomically.ts";

/** What `certify` was asked for; numbers that are no numbers are still text. */
export interface CertifyRequest {
  /** A model directory, or a run directory, whose critic is meant. */
  readonly model: string;
  /** The file to write. */
  readonly out?: string | undefined;
  /** Ends of the box in which the witness is looked for, with a comma between. */
  readonly range?: string | undefined;
  /** Ends of the box for which a local bound is wanted. */
  readonly box?: string | undefined;
  /** Shape of a sample, with commas between. */
  readonly inputShape?: string | undefined;
  /** Whether to look for two samples that attain a lower bound; true unless told otherwise. */
  readonly witness?: boolean | undefined;
  /** How many times the search for them starts anew. */
  readonly restarts?: number | string | undefined;
  /** Seed of the search, and of the samples of a run. */
  readonly seed?: number | string | undefined;
}

/** More starts than this search for days. */
const MAX_RESTARTS = 100_000;

/**
 * The command `certify`.
 *
 * @param request - what was asked for
 * @param output - where the table and progress go
 * @param options - whether to print the certificate as JSON
 * @returns the exit code
 * @throws UsageError or ModelDirectoryError if the flags or the model are not as they must be, an unknown layer among that;
 *   FailedError if the checker refuses the certificate
 */
export async function certifyModel(
  request: CertifyRequest,
  output: Output,
  { json = false }: { json?: boolean } = {},
): Promise<number> {
  const asked = checkedRequest(request);
  const { folder, run, certificate: own } = await locateModel(request.model);
  const file = request.out ?? own;
  await checkCertificateFile(file);
  const artifacts = await readArtifacts(folder);
  const samples = run === undefined ? undefined : await samplesOf(run, asked.seed, output);
  const certificate = await issue(folder, artifacts, optionsFor(asked, samples), output);
  const distance = samples && distanceOf(artifacts, certificate, samples, output);
  await writeCertificate(file, certificate);
  if (run !== undefined && request.out === undefined) await intoRun(run, distance, output);
  if (json) output.result(JSON.stringify({ ...certificate, file, ...(distance && { wasserstein1: distance }) }));
  else for (const line of told(certificate, file, distance)) output.result(line);
  return 0;
}

type Asked = Pick<CertifyOptions, "range" | "box" | "inputShape"> & {
  readonly seed: number | undefined;
  readonly restarts: number | undefined;
  readonly witness: boolean;
};

function checkedRequest({ range, box, inputShape, witness = true, restarts, seed }: CertifyRequest): Asked {
  if (!witness && restarts !== undefined) {
    throw new UsageError("--restarts: belongs to the search for a witness, received with --no-witness");
  }
  const [low, high] = box === undefined ? [] : checkedPair("--box", box);
  return {
    ...(range !== undefined && { range: checkedPair("--range", range) }),
    ...(low !== undefined && high !== undefined && { box: { low, high } }),
    ...(inputShape !== undefined && { inputShape: checkedSizes("--input-shape", inputShape) }),
    witness,
    restarts: restarts === undefined ? undefined : checkedInteger("--restarts", restarts, 1, MAX_RESTARTS),
    seed: seed === undefined ? undefined : checkedInteger("--seed", seed, 0, Number.MAX_SAFE_INTEGER),
  };
}

function optionsFor({ seed, restarts, witness, ...rest }: Asked, samples: SamplePair | undefined): CertifyOptions {
  return {
    range: witnessRange(samples),
    ...rest,
    seed: seed ?? samples?.seed ?? 0,
    witness: witness && {
      ...(samples !== undefined && { starts: samples.real }),
      ...(restarts !== undefined && { restarts }),
    },
  };
}

/** Real and generated samples of a run; nothing, and the reason on stderr, where they are not to be had. */
async function samplesOf(run: string, seed: number | undefined, { log }: Output): Promise<SamplePair | undefined> {
  try {
    const path = runPaths(run).config;
    const config = checkedConfig(await readConfigFile(path), (key) => `${path}: ${key}`);
    // A model directory alone needs no TensorFlow.js, whose loading takes longer than a small certificate.
    const { runSamples } = await import("./run-samples.ts");
    return await runSamples(run, config, seed ?? config.seed);
  } catch (error) {
    log(`without  samples and a bound of the Wasserstein distance: ${messageOf(error)}`);
    return undefined;
  }
}

async function issue(
  folder: string,
  artifacts: ModelArtifacts,
  options: CertifyOptions,
  output: Output,
): Promise<Certificate> {
  const progress = certifyProgress(output);
  try {
    return await issueCertificate(artifacts, { ...options, onLayer: progress.layer });
  } catch (error) {
    // Of the options and of the model: a layer without a rule, a weight that is not finite, a shape that does not fit.
    if (error instanceof RangeError) throw new UsageError(`${folder}: ${messageOf(error)}`, { cause: error });
    throw error;
  } finally {
    progress.stop();
  }
}

function distanceOf(
  artifacts: ModelArtifacts,
  certificate: Certificate,
  samples: SamplePair,
  { log }: Output,
): DistanceBound | undefined {
  try {
    return distanceBound(artifacts, certificate, samples);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    log(`without  a bound of the Wasserstein distance: ${messageOf(error)}`);
    return undefined;
  }
}

/** The report shows both bounds. */
async function intoRun(run: string, distance: DistanceBound | undefined, { log }: Output): Promise<void> {
  if (distance !== undefined) await writeJson(runPaths(run).wasserstein1, distance);
  try {
    const { writeReport } = await import("../report/write-report.ts");
    await writeReport(run);
  } catch (error) {
    log(`the report could not be written: ${messageOf(error)}`);
  }
}

function told(certificate: Certificate, file: string, distance: DistanceBound | undefined): readonly string[] {
  const apart =
    distance === undefined
      ? []
      : [
          `distance Wasserstein-1 >= ${lowerText(distance.lower)} between ${distance.nReal} real samples of ` +
            `${distance.dataset} and ${distance.nFake} generated ones, seed ${distance.seed}`,
        ];
  return [...formatCertificate(certificate), ...apart, `written  ${file}`];
}
