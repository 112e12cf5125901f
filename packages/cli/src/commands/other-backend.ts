import type { StartedBackend } from "@lipschitz-gan/backend";
import type { EarlierParts } from "../run-directory/environment.ts";

type Ran = Pick<StartedBackend, "name" | "threads" | "device">;

/**
 * What to say where a run goes on with another backend, graphics processor or number of threads than before: its next steps
 * are rounded otherwise.
 *
 * @param before - what ran the part before
 * @param now - what runs
 * @returns one line; nothing if they are the same, as far as is known
 */
export function otherBackend(before: EarlierParts["backend"], now: Ran): string | undefined {
  const isSame =
    before.name === now.name &&
    before.threads === now.threads &&
    (before.device ?? now.device) === (now.device ?? before.device);
  if (isSame) return undefined;
  return (
    `${described(now)} now, ${described(before)} before: the steps to come are rounded otherwise, ` +
    "and are not byte for byte those of a run that stays"
  );
}

function described({ name, threads, device }: Ran): string {
  const details = [...(device === undefined ? [] : [device]), ...(threads === 1 ? [] : [`${threads} threads`])];
  return details.length === 0 ? name : `${name} (${details.join(", ")})`;
}
