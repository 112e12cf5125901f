import { readFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { createRequire } from "node:module";
import { dirname, extname, join, normalize, sep } from "node:path";
import type { PageMessage } from "./page-job.ts";

const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".wasm": "application/wasm",
};

/**
 * A page may share memory between threads only if no other site can reach it, which these headers promise.
 *
 * @see https://developer.mozilla.org/docs/Web/API/Window/crossOriginIsolated
 */
const ISOLATION = { "Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Embedder-Policy": "require-corp" };

/** The binaries of TensorFlow.js' WASM backend lie beside what `require` loads. */
const WASM_BINARIES = dirname(createRequire(import.meta.url).resolve("@tensorflow/tfjs-backend-wasm"));

/**
 * A server of one page, for this machine only.
 *
 * @internal
 */
export interface PageServer {
  /** The page's address, with a slash at the end. */
  readonly address: string;
  close(): Promise<void>;
}

/**
 * Serves a page from a free port of this machine, WASM's binaries below `wasm/`, and takes its messages.
 *
 * @param directory - where the page's files lie
 * @param onMessage - receives what the page posts
 * @internal
 */
export async function servePage(directory: string, onMessage: (message: PageMessage) => void): Promise<PageServer> {
  const server = createServer((request, response) => {
    answer(request, response, directory, onMessage).catch(() => response.writeHead(404).end());
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject).listen(0, "127.0.0.1", resolve);
  });
  const { port } = server.address() as AddressInfo; // neither a pipe nor closed
  return {
    address: `http://127.0.0.1:${port}/`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  directory: string,
  onMessage: (message: PageMessage) => void,
): Promise<void> {
  if (request.method === "POST") {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer); // no encoding was set
    onMessage(JSON.parse(Buffer.concat(parts).toString("utf8")) as PageMessage); // the page's only kind of message
    response.writeHead(204).end();
    return;
  }
  const { pathname } = new URL(request.url ?? "/", "http://page");
  const file = fileOf(pathname, directory);
  const body = await readFile(file);
  response
    .writeHead(200, { "Content-Type": TYPES[extname(file)] ?? "application/octet-stream", ...ISOLATION })
    .end(body);
}

function fileOf(pathname: string, directory: string): string {
  const [folder, path] = pathname.startsWith("/wasm/")
    ? [WASM_BINARIES, pathname.slice("/wasm".length)]
    : [directory, pathname === "/" ? "/index.html" : pathname];
  const file = normalize(join(folder, decodeURIComponent(path)));
  if (!file.startsWith(folder + sep)) throw new Error("servePage: outside the page's folder");
  return file;
}
