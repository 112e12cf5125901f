import { flatEntries } from "./format.ts";
import { type Html, html } from "./html.ts";
import type { RunRecord } from "./read-run.ts";

/**
 * Config, environment, and how to run it again.
 *
 * @param run - the run
 * @returns the sections
 */
export function tablesSection({ name, config, environment }: RunRecord): Html {
  return html`<section>
      <h2>Run it again</h2>
      <pre><code>npx lipschitz-gan train --config ${shellWord(`${name}/config.json`)} --out ${shellWord(`${name}-again`)}</code></pre>
      <p>
        From the folder that holds the run. <code>config.json</code> is complete; the same seed on the same backend with
        the same number of threads gives the same bytes at the same step.
      </p>
    </section>
    <section class="tables">
      ${table("Config", config, "config.json")} ${table("Environment", environment, "environment.json")}
    </section>`;
}

function table(title: string, content: Readonly<Record<string, unknown>>, file: string): Html {
  const rows = flatEntries(content).map(
    ([key, value]) =>
      html`<tr>
        <th scope="row">${key}</th>
        <td>${value}</td>
      </tr>`,
  );
  const body =
    rows.length === 0
      ? html`<p>${file} could not be read.</p>`
      : html`<table>
          <tbody>
            ${rows}
          </tbody>
        </table>`;
  return html`<div>
    <h2>${title}</h2>
    ${body}
  </div>`;
}

function shellWord(text: string): string {
  return /^[\w./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
