// Where photo and paintings are dropped or chosen: a frame each, with recent pictures and examples below.

import { h, icon, iconButton } from './dom.js';
import { studio, on, keepPicture } from './studio.js';
import { sketch, change, onSketch } from './sketch.js';
import { pictureUrl, upload } from './api.js';

const accepted = () => studio.info.formats.read.map((extension) => `.${extension}`).join(',');

// kind: 'photo' or 'painting'.
export function pictureFrame(kind, title) {
  let isMixing = sketch.paintings.length > 1;
  const chosenIds = () => (kind === 'photo' ? [sketch.photo].filter(Boolean) : sketch.paintings.map(({ picture }) => picture));
  const input = h('input', { type: 'file', class: 'visually-hidden', accept: accepted(), multiple: kind === 'painting', id: `file-${kind}`,
    'aria-label': `Choose a ${kind} file`, onchange: () => { receive([...input.files]); input.value = ''; } });
  const canvas = h('div', { class: 'frame-picture' });
  const message = h('p', { class: 'frame-message', role: 'status' });
  const mix = h('button',
    { type: 'button', class: 'quiet small', 'aria-pressed': 'false', onclick: () => { isMixing = !isMixing; show(); } }, 'Mix several');
  const shelf = h('div', { class: 'shelf' });
  const element = h('section', { class: 'frame', 'aria-label': title },
    h('div', { class: 'frame-head' }, h('h2', {}, title), kind === 'painting' && mix), canvas, message, shelf, input);

  function choose(id) {
    message.textContent = '';
    if (kind === 'photo') change({ photo: id, masks: { regions: {}, pin: null, content: null } });
    else if (!isMixing) change({ paintings: [{ picture: id, weight: 1 }] });
    else if (chosenIds().includes(id)) change({ paintings: sketch.paintings.filter(({ picture }) => picture !== id) });
    else change({ paintings: [...sketch.paintings, { picture: id, weight: 1 }] });
  }

  // Files that were dropped or chosen.
  async function receive(files) {
    message.classList.remove('error');
    if (kind === 'painting' && files.length > 1) isMixing = true;
    for (const file of kind === 'photo' ? files.slice(0, 1) : files) {
      try {
        message.textContent = `Reading ${file.name} …`;
        const picture = await upload(file, file.name, kind,
          (share) => { message.textContent = share < 1 ? `${file.name}: ${Math.round(100 * share)} %` : `Reading ${file.name} …`; });
        keepPicture(picture);
        choose(picture.id);
      } catch (error) {
        message.classList.add('error');
        message.textContent = error.message;
        return;
      }
    }
  }

  function thumbnail(picture) {
    return h('button', { type: 'button', class: 'thumbnail', 'aria-pressed': `${chosenIds().includes(picture.id)}`,
      'aria-label': picture.name, title: picture.name,
      onclick: () => choose(picture.id) }, h('img', { src: pictureUrl(picture.id, 192), alt: '', loading: 'lazy' }));
  }

  function show() {
    const chosen = chosenIds();
    mix.setAttribute('aria-pressed', `${isMixing}`);
    mix.hidden = chosen.length === 0;
    canvas.classList.toggle('filled', chosen.length > 0);
    canvas.dataset.count = chosen.length;
    canvas.replaceChildren(...(chosen.length === 0 ? [emptyFrame(kind)]
      : chosen.map((id) => hung(kind, studio.pictures.get(id), isMixing))));
    const shown = [...studio.pictures.values()].filter((picture) => picture.kind === kind);
    shelf.replaceChildren(h('label', { for: input.id, class: 'button thumbnail add', title: `Choose a ${kind} file` }, icon('plus')),
      ...shown.map(thumbnail));
  }

  allowDrops(element, receive);
  const ends = [onSketch(({ photo, paintings }) => { if (photo !== undefined || paintings) show(); }), on('pictures', show)];
  show();
  return { element, receive, close: () => ends.forEach((end) => end()) };
}

function emptyFrame(kind) {
  return h('label', { for: `file-${kind}`, class: 'empty' }, icon(kind === 'photo' ? 'photo' : 'brush'),
    h('strong', {}, kind === 'photo' ? 'Drop a photo here' : 'Drop a painting here'),
      h('span', { class: 'hint small' }, 'or choose a file, or one of those below'));
}

// A chosen picture; paintings that are mixed have a weight each.
function hung(kind, picture, isMixing) {
  const image = h('img', { src: pictureUrl(picture.id, 1024), alt: `${kind}: ${picture.name}` });
  if (kind === 'photo' || !isMixing) return h('figure', {}, image);
  const part = sketch.paintings.find((candidate) => candidate.picture === picture.id);
  const slider = h('input',
    { type: 'range', min: '0.1', max: '4', step: '0.1', value: part.weight, 'aria-label': `Weight of ${picture.name}`,
    onchange: () => change({ paintings: sketch.paintings.map((other) =>
      (other === part ? { ...part, weight: Number(slider.value) } : other)) }) });
  return h('figure', {}, image, h('figcaption', {}, slider, iconButton('close', `Leave out ${picture.name}`,
    () => change({ paintings: sketch.paintings.filter((other) => other !== part) }))));
}

// Files that are dragged over an element and dropped there.
function allowDrops(element, receive) {
  let depth = 0;
  const mark = () => element.classList.toggle('dropping', depth > 0);
  element.addEventListener('dragenter', (event) => { event.preventDefault(); depth++; mark(); });
  element.addEventListener('dragleave', () => { depth--; mark(); });
  element.addEventListener('dragover', (event) => event.preventDefault());
  element.addEventListener('drop', (event) => {
    event.preventDefault();
    event.stopPropagation();
    depth = 0;
    mark();
    const files = [...event.dataTransfer.files];
    if (files.length > 0) receive(files);
  });
}
