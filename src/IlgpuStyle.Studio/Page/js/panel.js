// What can be done with a picture, and what it is: beside it.

import { h, icon, choices } from './dom.js';
import { studio, keepRun, lookTitle } from './studio.js';
import { get, post } from './api.js';
import { attempt } from './toast.js';
import { planLine } from './plan.js';
import { weightSliders } from './weights.js';
import { details } from './details.js';
import { openMasks } from './masks.js';
import { takeFrom } from './sketch.js';
import { isActive, clock, date, size } from './words.js';

export function runPanel(run) {
  const isAlone = !studio.info.folder;
  const weights = weightSliders(run), more = details(run);
  const variations = h('div', { class: 'variations' });
  const refine = h('section', { class: 'refine', 'aria-label': 'Refine' }, h('h2', {}, 'Refine'),
    h('p', { class: 'hint small' }, 'Each begins a new picture from this one.'), variations);
  const large = enlargement(run);
  const facts = h('dl', { class: 'facts' }), differences = h('ul', { class: 'differences small' });
  const again = h('section', {},
    h('button', { type: 'button', onclick: () => { takeFrom(run); location.hash = '#new'; } }, icon('sliders'), 'Again, with changes'),
    run.kind === 'transfer'
      && h('button', { type: 'button', onclick: () => { takeFrom(run); location.hash = '#new'; setTimeout(openMasks); } }, icon('mask'),
      'Again, with masks'));
  const element = h('aside', { class: 'panel', 'aria-label': 'What to do with the picture' },
    weights.element, !isAlone && refine, !isAlone && large.element, !isAlone && again, h('hr'),
    h('section', { 'aria-label': 'About this picture' }, facts, differences), more.element);
  let asked = '';

  async function showVariations() {
    const state = `${run.state} ${run.picture}`;
    if (asked === state || isActive(run) || !run.picture || isAlone) return;
    asked = state;
    const list = await attempt(() => get(`runs/${run.id}/variations`));
    if (!list) asked = '';
    if (!list) return;
    variations.replaceChildren(...list.map(({ name, title, sentence, setting }) =>
      h('button', { type: 'button', title: sentence, 'data-variation': name, onclick: () => begin({ from: run.id, variation: name }) },
      h('strong', {}, title), h('span', { class: 'hint small' }, setting))));
  }

  async function showDifferences() {
    if (!run.parent || isAlone) return;
    const parent = studio.runs.get(run.parent);
    const { differences: list } = await get(`runs/${run.id}/differences?with=${encodeURIComponent(run.parent)}`).catch(() =>
      ({ differences: [] }));
    differences.replaceChildren(h('li', {}, 'From ', parent ? h('a', { href: `#run/${encodeURIComponent(run.parent)}` }, parent.title)
      : run.parent, ', with'),
      ...list.map((text) => h('li', {}, text)));
  }

  function show(next) {
    run = next;
    const active = isActive(run) || run.state === 'queued';
    weights.show(run);
    more.show(run);
    refine.hidden = active || !run.picture || run.kind !== 'transfer';
    large.element.hidden = refine.hidden;
    again.hidden = run.kind !== 'transfer';
    const rows = { Look: lookTitle(run), Size: run.width ? `${size(run)} pixels` : null, Begun: date(run.created), 
      Time: run.seconds ? clock(run.seconds) : null };
    facts.replaceChildren(...Object.entries(rows).filter(([, value]) => value).flatMap(([name, value]) =>
      [h('dt', {}, name), h('dd', { class: 'number' }, value)]));
    showVariations();
  }

  showDifferences();
  return { element, show, close: () => { large.close(); more.close(); } };
}

async function begin(request) {
  const run = await attempt(() => post('runs', request));
  if (!run) return;
  keepRun(run);
  location.hash = `#run/${encodeURIComponent(run.id)}`;
}

// Two to eight times as large, with its time before it is begun.
function enlargement(run) {
  let factor = 2;
  const plan = planLine();
  const ask = () => plan.ask({ from: run.id, factor });
  const go = h('button', { type: 'button', id: 'enlarge', onclick: () => begin({ from: run.id, factor }) }, 'Paint it larger');
  const element = h('details', { class: 'large' }, h('summary', {}, h('h2', {}, 'Go large')),
    h('section', {},
      choices('factor', 'Times as large', [2, 3, 4, 6, 8].map((value) => ({ value: `${value}`, text: `${value}×` })), '2',
        (value) => { factor = Number(value); ask(); }),
      plan.element, go));
  element.addEventListener('toggle', () => { if (element.open) ask(); });
  return { element, close: plan.close };
}
