// What was not done when the studio ended: offered when the page opens, and when the studio is there again.

import { h } from './dom.js';
import { runsNewestFirst, keepRun } from './studio.js';
import { post } from './api.js';
import { attempt } from './toast.js';

export function offerLeftOvers(place) {
  document.getElementById('leftovers')?.remove();
  const runs = runsNewestFirst().filter((run) => run.isLeftOver).reverse();
  if (runs.length === 0) return;
  const what = runs.length === 1 ? `'${runs[0].title}' was` : `${runs.length} pictures were`;
  const bar = h('div', { role: 'status', id: 'leftovers' }, h('span', {}, `${what} not done when the studio ended.`),
    h('button', { type: 'button', onclick: goOn }, 'Go on'),
      h('button', { type: 'button', class: 'quiet', onclick: () => bar.remove() }, 'Not now'));
  place.append(bar);

  async function goOn() {
    bar.remove();
    for (const run of runs) {
      const now = await attempt(() => post(`runs/${run.id}/resume`));
      if (now) keepRun(now);
    }
    location.hash = `#run/${encodeURIComponent(runs[0].id)}`;
  }
}
