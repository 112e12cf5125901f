import { operatorNormBracket } from "@lipschitz-gan/certificates";
import { networkBound } from "@lipschitz-gan/core";
import { spectralMonitor } from "@lipschitz-gan/training";
import type { Check } from "../kit/check.ts";
import { checkOf } from "../kit/check.ts";
import { trainedCriticTable } from "../laws/trained-critic/trained-critic.ts";
import { onBackend, type PresentBackend } from "./find-backends.ts";
import { withShare } from "./with-share.ts";

/** A graphics processor in software compiles every shader for a second and computes at 0.3 GFLOP/s. */
const SOFTWARE = /swiftshader|llvmpipe|lavapipe/i;
const SHARE_IN_SOFTWARE = 0.1;

/**
 * The laws of trained critics, on each of the given backends. The reports name backend and adapter.
 *
 * On a graphics processor in software a tenth of the cases is tried.
 *
 * @param backends - backends that this machine has
 */
export function trainedCriticChecks(backends: readonly PresentBackend[]): readonly Check[] {
  return backends.map(({ name, device = "" }) => {
    const subject = `critics trained on ${name}${device === "" ? "" : ` (${device})`}`;
    const check = checkOf(trainedCriticTable, subject, { spectralMonitor, operatorNormBracket, networkBound });
    const share = SOFTWARE.test(device) ? SHARE_IN_SOFTWARE : 1;
    const shared = withShare(check, share);
    return { ...shared, run: (options) => onBackend(name, () => shared.run(options)) };
  });
}
