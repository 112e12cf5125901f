import { execFileSync } from "node:child_process";

/** Whether the Python that runs the golden scripts, or the system's, can import mpmath besides scipy. */
export const hasMpmath: boolean = ["python3", "/usr/bin/python3"].some((command) => {
  try {
    execFileSync(command, ["-c", "import numpy, scipy.spatial, mpmath"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
});
