/**
 * The command lipschitz-gan.
 * @packageDocumentation
 */
export { runCli } from "./commands/run-cli.ts";
export { type Output } from "./internal/output.ts";
