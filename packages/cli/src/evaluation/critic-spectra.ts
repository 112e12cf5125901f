import { kernelSpectra, type KernelSpectrum } from "@lipschitz-gan/metrics";
import { messageOf } from "../internal/message-of.ts";
import { loadModel } from "../model-directory/load-model.ts";

/**
 * The spectra of the kernels of a run's critic. Scores do not need them, so a critic that cannot be read is said and left out.
 *
 * @param folder - the critic's model directory
 * @param log - where failure is told
 */
export async function criticSpectra(folder: string, log: (line: string) => void): Promise<readonly KernelSpectrum[]> {
  try {
    const model = await loadModel(folder);
    try {
      return await kernelSpectra(model);
    } finally {
      model.dispose();
    }
  } catch (error) {
    log(`without  the spectra of the critic: ${messageOf(error)}`);
    return [];
  }
}
