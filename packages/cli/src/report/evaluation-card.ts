import { formatSpread } from "./format.ts";
import { type Html, html } from "./html.ts";
import { differencesText, protocolDifferences } from "./protocol-differences.ts";
import { parametersText, settingText } from "./protocol-text.ts";
import type { Evaluation } from "./read-evaluation.ts";
import type { ShownScore } from "./score-schema.ts";

/**
 * The scores of an evaluation, beside what real samples get, with the protocol under them.
 *
 * @param evaluation - the evaluation
 * @returns the card; nothing where it has no scores
 */
export function evaluationCard({ scores, step }: Evaluation): Html[] {
  if (scores.length === 0) return [];
  const hasFloors = scores.some(({ floor }) => floor !== undefined);
  return [
    html`<div class="card">
      <h3>Evaluation${step === undefined ? "" : ` at step ${step}`}</h3>
      <div class="scroll">
        <table class="figures">
          <thead>
            <tr>
              <th scope="col">score</th>
              <th scope="col">generated samples</th>
              ${hasFloors ? [html`<th scope="col">real samples</th>`] : []}
              <th scope="col" class="text">parameters</th>
            </tr>
          </thead>
          <tbody>
            ${scores.map((score) => row(score, hasFloors))}
          </tbody>
        </table>
      </div>
      ${hasFloors ? [html`<p class="note">Real samples: the same metric with other real samples in place of the generated ones, about what a perfect generator would get. ±: one standard deviation over splits or subsets.</p>`] : []}
      ${otherFloors(scores)} ${settings(scores)}
    </div>`,
  ];
}

function row({ name, value, std, protocol, floor }: ShownScore, hasFloors: boolean): Html {
  const real = floor === undefined ? "" : formatSpread(floor.value, floor.std);
  return html`<tr>
    <th scope="row">${name}</th>
    <td>${formatSpread(value, std)}</td>
    ${hasFloors ? [html`<td>${real}</td>`] : []}
    <td class="text">${parametersText(protocol)}</td>
  </tr>`;
}

/** Where real samples were measured otherwise than generated ones: fewer samples alone move most metrics. */
function otherFloors(scores: readonly ShownScore[]): Html[] {
  const told = grouped(scores, ({ floor, protocol }) => {
    const differences = floor === undefined ? [] : protocolDifferences(floor.protocol, protocol);
    return differences.length === 0 ? undefined : differencesText(differences);
  });
  return told.map(
    ([differences, names]) =>
      html`<p class="note">
        Real samples of ${names}: another protocol (${differences}). The two columns are not strictly comparable.
      </p>`,
  );
}

/** The protocols: once where all scores share one. */
function settings(scores: readonly ShownScore[]): Html[] {
  const told = grouped(scores, ({ protocol }) => settingText(protocol));
  return told.map(([text, names]) => html`<p class="note">${told.length === 1 ? "" : `${names}: `}${text}.</p>`);
}

/** The names of the scores that share a text, by text. */
function grouped(
  scores: readonly ShownScore[],
  textOf: (score: ShownScore) => string | undefined,
): [text: string, names: string][] {
  const groups = new Map<string, string[]>();
  for (const score of scores) {
    const text = textOf(score);
    if (text !== undefined) groups.set(text, [...(groups.get(text) ?? []), score.name]);
  }
  return [...groups].map(([text, names]) => [text, names.join(", ")]);
}
