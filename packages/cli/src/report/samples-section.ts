import { type Html, html, trusted } from "./html.ts";
import type { SamplePicture } from "./read-samples.ts";

/**
 * The last picture of samples large, and the way there as a strip.
 *
 * @param samples - pictures by ascending step; may be empty
 * @returns the section
 */
export function samplesSection(samples: readonly SamplePicture[]): Html {
  const last = samples.at(-1);
  if (last === undefined)
    return html`<section>
      <h2>Samples</h2>
      <p>No samples were drawn.</p>
    </section>`;
  const strip = html`<div class="over-time">
    <h2>Over time</h2>
    <p>Always from the same latent vectors.</p>
    <div class="strip">${samples.map((picture) => figure(picture, caption(picture)))}</div>
  </div>`;
  return html`<section class="samples">
    <div class="latest">
      <h2>Samples</h2>
      ${figure(last, `${caption(last)}, the last`)}
    </div>
    ${samples.length > 1 ? strip : trusted("")}
  </section>`;
}

function figure({ uri, width, height, name }: SamplePicture, text: string): Html {
  const image = html`<img src="${uri}" width="${width}" height="${height}" alt="samples of the generator, ${name}" />`;
  return html`<figure>
    ${image}
    <figcaption>${text}</figcaption>
  </figure>`;
}

function caption({ step, name }: SamplePicture): string {
  return step === undefined ? name : `step ${step}`;
}
