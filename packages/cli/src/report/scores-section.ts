import { evaluationCard } from "./evaluation-card.ts";
import { type Html, html } from "./html.ts";
import type { RunRecord } from "./read-run.ts";
import { scoreCards } from "./score-cards.ts";

/**
 * How good the samples are: the scores of the last evaluation, and scores over the steps, each with its protocol.
 *
 * @param run - the run
 * @returns the section; nothing where nothing was measured
 */
export function scoresSection({ evaluation, metrics }: RunRecord): Html[] {
  const table = evaluation === undefined ? [] : evaluationCard(evaluation);
  const cards = scoreCards(metrics.scores, evaluation?.scores ?? []);
  const leftOut = evaluation?.leftOut ?? 0;
  if (table.length + cards.length + leftOut === 0) return [];
  return [
    html`<section class="scores">
      <h2>How good the samples are</h2>
      ${table}
      <div class="grid">${cards}</div>
      ${leftOut === 0 ? [] : [html`<p class="note">Entries of evaluation.json that could not be read and are left out: ${leftOut}.</p>`]}
    </section>`,
  ];
}
