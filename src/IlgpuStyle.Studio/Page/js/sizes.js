// How large the picture will be: by a word, by the paper that it is printed on, or in pixels.

import { h, field, choices } from './dom.js';
import { studio } from './studio.js';
import { sketch, change } from './sketch.js';

const other = 'other', print = 'print';
const largest = 32768; // pixels on the long side

export function sizeChooser() {
  const named = () => (sketch.paper ? print : studio.sizes.find(({ pixels }) => pixels === sketch.size)?.name);
  let isOther = !named(), shape = '';
  const pixels = h('input',
    { type: 'number', min: '64', max: `${largest}`, step: '1', value: sketch.size, 'aria-label': 'Long side in pixels',
    onchange: () => change({ size: Math.min(largest, Math.max(64, Math.round(Number(pixels.value) || 640))) }) });
  const box = h('label', { class: 'pixels' }, pixels, h('span', {}, 'pixels on the long side'));
  const hint = h('p', { class: 'hint small' });
  const paper = h('select', { id: 'paper', onchange: () => choosePaper({ name: paper.value }) },
    studio.papers.map(({ name, title }) => h('option', { value: name }, title)));
  const turn = choices('turn', 'The paper lies', [
    { value: 'auto', text: 'As the photo' }, { value: 'upright', text: 'Upright' }, { value: 'across', text: 'Across' }], 'auto',
      (value) => choosePaper({ turn: value }));
  const fill = h('input', { type: 'checkbox', id: 'fill', onchange: () => choosePaper({ fill: fill.checked }) });
  const sheet = h('div', { class: 'paper' }, field('Paper', paper), turn,
    h('label', { class: 'check' }, fill, h('span', {}, 'Fill it, without white edges')));
  const list = [...studio.sizes.map(({ name, title, sentence }) => ({ value: name, text: title, title: sentence })),
    { value: print, text: 'Print', title: 'As large as a paper at 300 dots per inch' }, { value: other, text: 'Other' }];
  const element = h('div', { class: 'sizes' }, choices('size', 'Size', list, isOther ? other : named(), switchTo), sheet, hint, box);

  function switchTo(value) {
    isOther = value === other;
    if (isOther) change({ paper: null });
    else if (value === print) choosePaper({});
    else change({ paper: null, size: studio.sizes.find((size) => size.name === value).pixels });
  }

  function choosePaper(choice) {
    const next = { name: studio.papers[0].name, turn: 'auto', fill: false, ...sketch.paper, ...choice };
    change({ paper: next, size: printed(next).side });
  }

  function show() {
    // The photo's shape decides what fits the paper.
    const { width, height } = studio.pictures.get(sketch.photo) ?? {}, now = `${width} ${height}`;
    if (sketch.paper && shape !== now) {
      shape = now;
      const { side } = printed(sketch.paper);
      if (side !== sketch.size) change({ size: side });
    }
    box.hidden = !isOther;
    if (document.activeElement !== pixels) pixels.value = sketch.size;
    hint.hidden = isOther;
    hint.textContent = sketch.paper ? printed(sketch.paper).sentence : studio.sizes.find(({ name }) => name === named())?.sentence ?? '';
    sheet.hidden = !sketch.paper;
    if (sketch.paper) {
      paper.value = sketch.paper.name;
      fill.checked = sketch.paper.fill;
      turn.querySelector(`[value="${sketch.paper.turn}"]`).checked = true;
    }
    element.querySelector(`input[name="size"][value="${isOther ? other : named()}"]`).checked = true;
  }
  return { element, show };
}

// The long side in pixels of a picture of the photo's shape on a paper, and what that looks like.
function printed({ name, turn, fill }) {
  const sheet = studio.papers.find((candidate) => candidate.name === name) ?? studio.papers[0];
  const photo = studio.pictures.get(sketch.photo), dots = studio.info.dotsPerInch / 25.4;
  if (!photo) return { side: Math.round(sheet.long * dots),
    sentence: `${sheet.title} at ${studio.info.dotsPerInch} dots per inch; the photo's shape decides the rest.` };
  const isAcross = turn === 'auto' ? photo.width >= photo.height : turn === 'across';
  const [width, height] = isAcross ? [sheet.long, sheet.short] : [sheet.short, sheet.long];
  const scale = (fill ? Math.max : Math.min)(width / photo.width, height / photo.height);
  const across = (width - photo.width * scale) / 2, down = (height - photo.height * scale) / 2;
  const margin = Math.abs(across) > Math.abs(down) ? across : down, sides = margin === across ? 'left and right' : 'above and below';
  const edge = `${Math.abs(margin).toFixed(Math.abs(margin) < 10 ? 1 : 0)} mm`;
  const rest = Math.abs(margin) < 0.5 ? 'it fills the paper' : fill ? `${edge} ${sides} are cut off in printing`
    : `${edge} of white ${sides}`;
  return {
    side: Math.min(largest, Math.round(Math.max(photo.width, photo.height) * scale * dots)),
    sentence: `${sheet.title} ${isAcross ? 'across' : 'upright'} at ${studio.info.dotsPerInch} dots per inch: `
      + `${Math.round(photo.width * scale)} × ${Math.round(photo.height * scale)} mm, ${rest}.`,
  };
}
