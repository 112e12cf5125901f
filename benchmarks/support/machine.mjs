// @ts-check
// What a figure was measured on.
import { cpus, loadavg, totalmem, type as systemType, release } from "node:os";

/** @typedef {ReturnType<typeof describeMachine>} Machine */

/** The machine as it is at the start of a measurement; the load tells whether it was quiet. */
export function describeMachine() {
  const processors = cpus();
  return {
    measuredAt: new Date().toISOString(),
    cpu: processors[0]?.model.trim() ?? "unknown",
    cores: processors.length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    system: `${systemType()} ${release()} ${process.arch}`,
    node: process.versions.node,
    loadAtStart: loadavg().map((load) => Math.round(load * 100) / 100),
  };
}

/** @param {Machine} machine @returns {string} one line */
export function machineLine({ cpu, cores, memoryGiB, system, node, loadAtStart }) {
  const [load = Number.NaN] = loadAtStart;
  return `${cpu}, ${cores} cores, ${memoryGiB} GiB, ${system}, Node ${node}, load ${load.toFixed(2)} at the start`;
}
