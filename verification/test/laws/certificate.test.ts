import { startBackend } from "@lipschitz-gan/backend";
import * as certificates from "@lipschitz-gan/certificates";
import { beforeAll } from "vitest";
import { certificateTable } from "../../src/laws/certificate/certificate.ts";
import { describeTable } from "../support/describe-table.ts";

beforeAll(async () => {
  await startBackend("cpu");
});

describeTable(certificateTable, "certificates", certificates);
