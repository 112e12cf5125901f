import type { NamedVariables } from "@lipschitz-gan/core";

/**
 * Frees variables. Freeing them twice does nothing.
 *
 * @param variables - by name
 * @internal
 */
export function disposeAll(variables: NamedVariables): void {
  for (const variable of Object.values(variables)) {
    if (!variable.isDisposed) variable.dispose();
  }
}
