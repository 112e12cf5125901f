import { runCli } from "./commands/run-cli.ts";

// A reader that has seen enough, such as `head`, closes the pipe: that is no error of this command's.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
});

process.exitCode = await runCli(process.argv.slice(2), {
  result: (text) => void process.stdout.write(`${text}\n`),
  log: (text) => void process.stderr.write(`${text}\n`),
  interactive: process.stderr.isTTY,
});
