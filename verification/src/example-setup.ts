import { startBackend } from "@lipschitz-gan/backend";

// The snippets in the documentation start from a running backend, as a reader's program would.
await startBackend("cpu");
