// Two pictures over one another, or side by side, and what differs between their settings.

import { h, icon, iconButton, choices } from './dom.js';
import { studio, runsNewestFirst } from './studio.js';
import { get, runPictureUrl } from './api.js';
import { attempt } from './toast.js';
import { Stage } from './stage.js';
import { size } from './words.js';

export function compareView(main, first, second) {
  const one = studio.runs.get(first);
  if (!one) {
    main.append(h('p', { class: 'hint' }, 'There is no such picture; it may have been deleted.'));
    return undefined;
  }
  const other = studio.runs.get(second);
  return other ? comparison(main, one, other) : chooser(main, one);
}

function chooser(main, one) {
  const candidates = runsNewestFirst().filter((run) => run.id !== one.id && run.picture);
  main.append(h('div', { class: 'history' }, h('div', { class: 'history-bar' }, h('h1', {}, `Compare ${one.title} with …`)),
    candidates.length === 0 && h('p', { class: 'hint' }, 'There is no other picture yet.'),
    h('ul', { class: 'cards' }, candidates.map((run) => h('li', { class: 'card' },
      h('a', { href: `#compare/${encodeURIComponent(one.id)}/${encodeURIComponent(run.id)}` },
        h('span', { class: 'card-picture' }, h('img', { src: runPictureUrl(run, 512), alt: '', loading: 'lazy' })),
          h('span', { class: 'card-head' }, run.title)))))));
  return undefined;
}

function comparison(main, one, other) {
  let mode = 'cut';
  const zoom = h('output', { 'aria-label': 'Zoom' });
  const stage = new Stage('Two pictures', (scale) => { zoom.textContent = `${Math.round(100 * scale)} %`; });
  const layer = (run) => ({ label: run.title, width: run.width, height: run.height, source: (side) => runPictureUrl(run, side) });
  const show = () => stage.show(mode === 'cut' ? [[layer(one), layer(other)]] : [[layer(one)], [layer(other)]]);
  const list = h('ul', { class: 'differences' });
  const link = (run) =>
    h('p', {}, h('a', { href: `#run/${encodeURIComponent(run.id)}` }, run.title),
    h('span', { class: 'hint small number' }, ` ${size(run)}`));
  main.append(h('div', { class: 'view' },
    h('section', { class: 'picture-side', 'aria-label': 'Two pictures' },
      h('div', { class: 'stage-bar' }, h('h1', {}, `${one.title} | ${other.title}`),
        choices('mode', 'Show', [{ value: 'cut', text: 'One over the other' }, { value: 'side', text: 'Side by side' }], mode,
          (value) => { mode = value; show(); }),
        zoom, iconButton('fit', 'Whole picture', () => stage.whole()),
        h('button', { type: 'button', class: 'quiet', title: 'One pixel of the picture is one of the screen',
          onclick: () => stage.pixels() }, '1:1')),
      stage.element),
    h('aside', { class: 'panel', 'aria-label': 'Differences' }, h('section', {}, h('h2', {}, 'Left'), link(one)),
      h('section', {}, h('h2', {}, 'Right'), link(other)),
      h('section', {}, h('h2', {}, 'From left to right'), list),
      h('a', { class: 'button', href: `#compare/${encodeURIComponent(other.id)}/${encodeURIComponent(one.id)}` }, icon('split'), 'Swap'))));
  show();
  attempt(async () => {
    const { differences } = await get(`runs/${encodeURIComponent(other.id)}/differences?with=${encodeURIComponent(one.id)}`);
    list.replaceChildren(...(differences.length > 0 ? differences : ['the same settings']).map((text) => h('li', {}, text)));
  });
  return () => stage.close();
}
