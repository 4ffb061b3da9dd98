// A new picture: photo, painting, look, size, and Paint.

import { h, icon, choices } from './dom.js';
import { studio, on, keepRun } from './studio.js';
import { post } from './api.js';
import { attempt } from './toast.js';
import { sketch, change, onSketch, restore, request, isComplete, lookName } from './sketch.js';
import { pictureFrame } from './frames.js';
import { lookChooser } from './looks.js';
import { planLine } from './plan.js';
import { sizeChooser } from './sizes.js';
import { openSettings } from './settings.js';
import { openMasks } from './masks.js';
import { count } from './words.js';

export function composeView(main) {
  restore();
  const photo = pictureFrame('photo', 'Photo'), painting = pictureFrame('painting', 'Painting');
  const looks = lookChooser(), plan = planLine();
  const paint = h('button', { type: 'button', class: 'primary wide', id: 'paint', onclick: start }, icon('brush'), 'Paint');
  const why = h('p', { class: 'hint small' });
  const settings = h('button',
    { type: 'button', id: 'all-settings', onclick: () => openSettings(sketch.settings, (next) => change({ settings: next })) });
  const masks = h('button', { type: 'button', id: 'masks', onclick: openMasks });
  const film = h('input',
    { type: 'checkbox', id: 'film', checked: sketch.film, disabled: !studio.info.canFilm, onchange: () => change({ film: film.checked }) });
  const sizes = sizeChooser(), colours = colourChooser();

  main.append(h('div', { class: 'view compose' },
    h('div', { class: 'easel' }, h('h1', { class: 'visually-hidden' }, 'New picture'),
      h('div', { class: 'frames' }, photo.element, painting.element), looks.element),
    h('aside', { class: 'panel', 'aria-label': 'How it is painted' },
      h('section', {}, h('h2', {}, 'Size'), sizes.element),
      h('section', {}, plan.element, paint, why),
      h('hr'),
      h('section', {}, h('h2', {}, 'Colours'), colours.element),
      h('section', { class: 'more' }, masks, settings,
        h('label', { class: 'check', title: studio.info.canFilm ? '' : 'Needs ffmpeg, which this machine does not have.' }, film,
          h('span', {}, 'Film the painting')),
        !studio.info.canFilm && h('p', { class: 'hint small' }, 'Filming needs ffmpeg, which this machine does not have.')))));

  async function start() {
    paint.disabled = true;
    const run = await attempt(() => post('runs', request()));
    paint.disabled = false;
    if (!run) return;
    keepRun(run);
    location.hash = `#run/${encodeURIComponent(run.id)}`;
  }

  function show(changes = sketch) {
    paint.disabled = !isComplete();
    why.textContent = isComplete() ? '' : sketch.photo ? 'Choose a painting, whose style the photo gets.'
      : 'Choose a photo and a painting.';
    const changed = Object.keys(sketch.settings).filter((name) => name !== 'preset').length;
    settings.replaceChildren(icon('sliders'), changed > 0 ? `All settings (${changed} changed)` : 'All settings');
    const painted = Object.keys(sketch.masks.regions).length + (sketch.masks.pin ? 1 : 0) + (sketch.masks.content ? 1 : 0);
    masks.replaceChildren(icon('mask'), painted > 0 ? `Masks (${count(painted, 'painted', 'painted')})` : 'Masks');
    masks.disabled = !isComplete();
    sizes.show();
    colours.show();
    if (!('film' in changes) || changes === sketch) plan.ask(isComplete() ? request() : null);
  }

  // Files that are dropped beside the frames: the first is the photo, the second the painting.
  function drop(event) {
    event.preventDefault();
    const files = [...event.dataTransfer.files];
    if (files.length === 0) return;
    if (files.length > 1 || !sketch.photo) photo.receive(files.slice(0, 1));
    const rest = files.length > 1 ? files.slice(1) : sketch.photo ? files : [];
    if (rest.length > 0) painting.receive(rest);
  }

  // A picture from the clipboard takes the first empty frame.
  function paste(event) {
    const files = [...event.clipboardData.files];
    if (files.length > 0) (sketch.photo ? painting : photo).receive(files.slice(0, 1));
  }

  const allow = (event) => event.preventDefault();
  document.addEventListener('dragover', allow);
  document.addEventListener('drop', drop);
  document.addEventListener('paste', paste);
  // What was asked for while nobody answered is asked again.
  const ends = [onSketch(show), on('connection', (isConnected) => { if (isConnected) show(); })];
  show();
  return () => {
    document.removeEventListener('dragover', allow);
    document.removeEventListener('drop', drop);
    document.removeEventListener('paste', paste);
    [photo, painting, looks, plan].forEach((part) => part.close());
    ends.forEach((end) => end());
  };
}

// The one setting that most people look for first.
function colourChooser() {
  const setting = studio.settings.find(({ name }) => name === 'color');
  const texts = { style: 'Painting', match: 'Blend', keep: 'Photo' };
  const list = setting.words.filter(({ text }) => texts[text]).map(({ text, meaning }) =>
    ({ value: text, text: texts[text], title: meaning }));
  const lookColour = () => studio.looks.find(({ name }) => name === lookName())?.color ?? setting.default;
  const element = choices('colour', 'Colours of', list, '', (value) => {
    const { color, ...rest } = sketch.settings;
    change({ settings: value === lookColour() ? rest : { ...rest, color: value } });
  });
  function show() {
    for (const input of element.querySelectorAll('input')) input.checked = input.value === (sketch.settings.color ?? lookColour());
  }
  return { element, show };
}
