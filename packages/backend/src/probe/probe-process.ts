// The script of the process that tries one backend; probe-in-process.ts starts it.
import { probeHere } from "./probe-here.ts";
import type { ProbeMessage, ProbeRequest } from "./probe-message.ts";

const send = (message: ProbeMessage): void => {
  process.send?.(message);
};
// Whoever asked is gone.
process.on("disconnect", () => process.exit());

// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- probe-in-process.ts has written it
const { name, ...options } = JSON.parse(process.argv[2] ?? "") as ProbeRequest;
const report = await probeHere(name, options, (started) => send({ report: started, isLast: false }));
send({ report, isLast: true });
