import { startBackend } from "@lipschitz-gan/backend";
// oxlint-disable-next-line import/no-unassigned-import -- registers the backend "webgl", which is a page's own choice
import "@tensorflow/tfjs-backend-webgl";
// oxlint-disable-next-line import/no-unassigned-import -- registers the backend "webgpu"
import "@tensorflow/tfjs-backend-webgpu";
import { setWasmPaths } from "@tensorflow/tfjs-backend-wasm";
import * as tf from "@tensorflow/tfjs-core";
import type { PageJob, PageMessage } from "../src/page-job.ts";
import { doTask } from "./do-task.ts";

async function post(message: PageMessage): Promise<void> {
  await fetch("/messages", { method: "POST", body: JSON.stringify(message) });
}

function fail(thrown: unknown): void {
  const text = thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown);
  void post({ kind: "failed", reason: text.split("\n", 1)[0] ?? "" });
}

addEventListener("error", ({ error, message }) => fail(error ?? message));
addEventListener("unhandledrejection", ({ reason }) => fail(reason));

const job = JSON.parse(decodeURIComponent(location.search.slice(1))) as PageJob; // as runPage wrote it
setWasmPaths("/wasm/");
for (const name of job.without ?? []) tf.removeBackend(name);
for (const [name, value] of Object.entries(job.flags ?? {})) tf.env().set(name, value);
const started = await startBackend(job.backend, job.threads === undefined ? {} : { threads: job.threads });
const about = { isIsolated: crossOriginIsolated, userAgent: navigator.userAgent };
await post({ kind: "started", backend: { ...started, ...about } });
let posted: Promise<void> = Promise.resolve();
const result = await doTask(job, (row) => {
  posted = posted.then(() => post({ kind: "row", row }));
});
await posted;
await post({ kind: "done", result });
