// The looks, each as a small picture painted of this photo in this painting, one of which is chosen.

import { h } from './dom.js';
import { post, draftUrl, pictureUrl } from './api.js';
import { studio, on } from './studio.js';
import { sketch, onSketch, request, isComplete, lookName, chooseLook } from './sketch.js';

const patience = 250; // milliseconds that a choice stands before drafts are asked for

export function lookChooser() {
  let asked = 0, timer, wanted = '';
  const tiles = new Map(), made = new Map();
  const row = h('div', { class: 'look-row', role: 'radiogroup', 'aria-label': 'Look' }, studio.looks.map(tile));
  const message = h('p', { class: 'small error', role: 'status' });
  const element = h('section', { class: 'looks' }, row, message);

  function tile(look) {
    const image = h('img', { alt: '' });
    const input = h('input',
      { type: 'radio', name: 'look', value: look.name, class: 'visually-hidden', checked: look.name === lookName(),
      onchange: () => chooseLook(look.name) });
    const label = h('label', { class: 'look', title: look.sentence }, input, h('span', { class: 'look-picture' }, image),
      h('span', { class: 'look-name' }, look.title), h('span', { class: 'look-sentence hint' }, look.sentence));
    tiles.set(look.name, { label, image, input, key: null });
    return label;
  }

  function showWaiting() {
    for (const { image, label } of tiles.values()) {
      label.classList.add('waiting');
      if (sketch.photo) image.src = pictureUrl(sketch.photo, 192);
    }
  }

  // What is made may be told before the answer that names it.
  function showDraft(draft) {
    const { key, isReady, error } = made.get(draft.key) ?? draft;
    for (const shown of tiles.values()) {
      if (shown.key !== key) continue;
      if (error) message.textContent = error;
      if (!isReady) continue;
      shown.image.src = draftUrl(key);
      shown.label.classList.remove('waiting');
    }
  }

  // Look, size and film change nothing of the drafts.
  function wish() {
    const { size, preset, ...settings } = request().settings;
    return { settings };
  }

  async function ask() {
    const turn = ++asked;
    element.hidden = !isComplete();
    if (!isComplete()) return;
    showWaiting();
    message.textContent = '';
    wanted = JSON.stringify(wish());
    try {
      const drafts = await post('drafts', wish());
      if (turn !== asked) return;
      for (const draft of drafts) {
        const shown = tiles.get(draft.look);
        if (shown) shown.key = draft.key;
        showDraft(draft);
      }
    } catch (error) {
      if (turn === asked) message.textContent = error.message;
    }
  }

  const ends = [
    on('connection', (isConnected) => { if (isConnected) ask(); }),
    on('draft', (draft) => { made.set(draft.key, draft); showDraft(draft); }),
    onSketch(() => {
      for (const [name, { input }] of tiles) input.checked = name === lookName();
      clearTimeout(timer);
      if (JSON.stringify(wish()) === wanted) return;
      timer = setTimeout(ask, patience);
    }),
  ];
  ask();
  return { element, close: () => { clearTimeout(timer); ends.forEach((end) => end()); } };
}
