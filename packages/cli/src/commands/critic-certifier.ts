import { type Certificate, certify, type ModelArtifacts } from "@lipschitz-gan/certificates";
import * as tf from "@tensorflow/tfjs-core";
import { certificateMetrics } from "../certification/certificate-metrics.ts";
import { distanceBound, type DistanceBound } from "../certification/distance-bound.ts";
import { issueCertificate } from "../certification/issue-certificate.ts";
import { PAIR_SIZE, type SamplePair, samplePair, witnessRange } from "../certification/sample-pair.ts";
import { messageOf } from "../internal/message-of.ts";
import { artifactsOf } from "../model-directory/artifacts-of.ts";
import type { CertificateMetrics } from "../run-directory/metrics-log.ts";
import type { Prepared } from "./prepare-training.ts";
import type { TrainPlan } from "./train-plan.ts";

/** What is proven of a critic at the end of its training. */
export interface FinalBounds {
  /** The certificate. */
  readonly certificate: Certificate;
  /** How far apart the critic proves real and generated samples to be. */
  readonly distance: DistanceBound;
}

/** Bounds the critic's Lipschitz constant while it is trained. Nothing that it does moves the run's state. */
export interface CriticCertifier {
  /** The bounds after a step: upper ones and those of layers, without the search for a witness. */
  during(): Promise<CertificateMetrics | undefined>;
  /** A whole certificate, checked, and what follows from it. */
  final(): Promise<FinalBounds | undefined>;
}

/**
 * The certifier of a run. A critic that cannot be certified is trained all the same: that is said once, and then `undefined`
 * is all that comes.
 *
 * @param plan - the run
 * @param prepared - what it has in memory
 * @param log - where failure is told
 */
export function criticCertifier(
  { config: { seed } }: TrainPlan,
  { critic, data, trainer }: Prepared,
  log: (line: string) => void,
): CriticCertifier {
  let hasFailed = false;
  const attempt = async <T>(work: () => Promise<T>): Promise<T | undefined> => {
    if (hasFailed) return undefined;
    try {
      return await work();
    } catch (error) {
      hasFailed = true;
      log(`the critic's Lipschitz constant is not bounded: ${messageOf(error)}`);
      return undefined;
    }
  };

  const baked = async (): Promise<ModelArtifacts> => {
    const model = await critic.bake();
    try {
      return await artifactsOf(model);
    } finally {
      model.dispose();
    }
  };

  const pair = async (): Promise<SamplePair> => {
    const samples = trainer.sample(PAIR_SIZE, seed);
    try {
      return samplePair(data, await samples.data<"float32">(), seed);
    } finally {
      tf.dispose(samples);
    }
  };

  return {
    during: () => attempt(async () => certificateMetrics(await certify(await baked(), { witness: false, seed }))),
    final: () =>
      attempt(async () => {
        const [artifacts, samples] = [await baked(), await pair()];
        const options = { range: witnessRange(samples), seed, witness: { starts: samples.real } };
        const certificate = await issueCertificate(artifacts, options);
        return { certificate, distance: distanceBound(artifacts, certificate, samples) };
      }),
  };
}
