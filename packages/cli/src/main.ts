import { runCli } from "./commands/run-cli.ts";

// A reader that has seen enough, such as `head`, closes the pipe: that is no error of this command's, and training goes on.
process.stderr.on("error", () => {});
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") return;
  process.stderr.write(`lipschitz-gan: the result could not be written (${error.code ?? error.message})\n`);
  process.exitCode = 1;
});

const exitCode = await runCli(process.argv.slice(2), {
  result: (text) => void process.stdout.write(`${text}\n`),
  log: (text) => void process.stderr.write(`${text}\n`),
  interactive: process.stderr.isTTY,
});
if (exitCode !== 0) process.exitCode = exitCode;
