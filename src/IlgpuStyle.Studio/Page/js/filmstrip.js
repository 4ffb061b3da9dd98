// The latest pictures along the bottom, newest first, what is being painted among them.

import { h } from './dom.js';
import { on, runsNewestFirst } from './studio.js';
import { runPictureUrl } from './api.js';
import { isActive, states } from './words.js';

const most = 40;

export function showFilmstrip(strip) {
  let current = '';
  const frames = new Map();

  function frame(run) {
    const shown = frames.get(run.id) ?? { link: h('a', { href: `#run/${encodeURIComponent(run.id)}` }), picture: undefined };
    frames.set(run.id, shown);
    // The live picture changes often; its thumbnail need not.
    const wanted = isActive(run) ? Boolean(run.picture) && `live ${Math.floor((run.progress?.done ?? 0) * 5)}` : run.picture;
    if (shown.picture !== wanted) {
      shown.picture = wanted;
      shown.link.replaceChildren(run.picture
        ? h('img', { src: runPictureUrl(run, 192), alt: '', loading: 'lazy' })
        : h('span', { class: 'waiting' }, states[run.state]));
    }
    shown.link.title = `${run.title} (${states[run.state]})`;
    shown.link.setAttribute('aria-label', shown.link.title);
    shown.link.querySelector('.bar')?.remove();
    if (isActive(run)) shown.link.append(h('span', { class: 'bar' }));
    shown.link.style.setProperty('--done', run.progress?.done ?? 0);
    if (current === run.id) shown.link.setAttribute('aria-current', 'page');
    else shown.link.removeAttribute('aria-current');
    return shown.link;
  }

  function showAll() {
    const runs = runsNewestFirst().slice(0, most);
    strip.hidden = runs.length === 0;
    const links = runs.map(frame);
    if (links.length !== strip.children.length || links.some((link, i) => strip.children[i] !== link)) strip.replaceChildren(...links);
  }

  on('runs', showAll);
  on('run', (run) => { if (frames.has(run.id)) frame(run); });
  document.addEventListener('shown', ({ detail }) => {
    current = detail.view === 'run' ? detail.parameters[0] : '';
    showAll();
  });
  showAll();
}
