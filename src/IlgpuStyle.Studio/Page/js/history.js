// All pictures: a card each, newest first; two that are ticked can be compared.

import { h, icon, iconButton } from './dom.js';
import { studio, on, runsNewestFirst, lookTitle } from './studio.js';
import { runPictureUrl } from './api.js';
import { deleteRun } from './run.js';
import { count, date, size, states } from './words.js';

export function historyView(main) {
  const ticked = new Set(), cards = new Map();
  const compare = h('button',
    { type: 'button', id: 'compare', disabled: true,
    onclick: () => { location.hash = `#compare/${[...ticked].map(encodeURIComponent).join('/')}`; } }, icon('split'), 'Compare two');
  const search = h('input', { type: 'search', placeholder: 'Search', 'aria-label': 'Search the pictures', oninput: show });
  const total = h('p', { class: 'hint', role: 'status' });
  const grid = h('ul', { class: 'cards' });
  main.append(h('div', { class: 'history' }, h('div', { class: 'history-bar' }, h('h1', {}, 'All pictures'), total, search, compare),
    grid));

  function card(run) {
    const address = `#run/${encodeURIComponent(run.id)}`;
    const tick = h('input', { type: 'checkbox', checked: ticked.has(run.id), 'aria-label': `Compare ${run.title}`, onchange: () => {
      if (tick.checked) ticked.add(run.id); else ticked.delete(run.id);
      compare.disabled = ticked.size !== 2;
    } });
    const element = h('li', { class: 'card', 'data-run': run.id },
      h('a', { href: address, class: 'card-picture', tabindex: '-1', 'aria-hidden': 'true' }, run.picture
        ? h('img', { src: runPictureUrl(run, 512), alt: '', loading: 'lazy' }) : h('span', { class: 'hint' }, states[run.state])),
      h('div', { class: 'card-head' }, tick, h('a', { href: address }, run.title),
        iconButton('trash', `Delete ${run.title}`, () => deleteRun(run))),
      h('p', { class: 'hint small number' },
        [lookTitle(run), size(run), date(run.created), run.state === 'finished' ? null : states[run.state]].filter(Boolean).join(' · ')));
    return element;
  }

  function show() {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    const runs = runsNewestFirst().filter((run) =>
      words.every((word) => `${run.title} ${run.look} ${run.id}`.toLowerCase().includes(word)));
    for (const id of ticked) if (!studio.runs.has(id)) ticked.delete(id);
    compare.disabled = ticked.size !== 2;
    total.textContent = runs.length === 0 ? (studio.runs.size === 0 ? 'What you paint will be here.' : 'None is called that.')
      : count(runs.length, 'picture');
    grid.replaceChildren(...runs.map((run) => {
      // A card is made again only when what it shows has changed.
      const key = `${run.title} ${run.state} ${run.state === 'running' ? '' : run.picture}`, kept = cards.get(run.id);
      if (kept?.key === key) return kept.element;
      const element = card(run);
      cards.set(run.id, { key, element });
      return element;
    }));
  }

  const ends = [on('runs', show), on('run', (run) => {
    const kept = cards.get(run.id);
    if (kept && kept.key !== `${run.title} ${run.state} ${run.state === 'running' ? '' : run.picture}`) show();
  })];
  show();
  return () => ends.forEach((end) => end());
}
