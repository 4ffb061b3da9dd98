// Masks painted over the photo: where each painting acts, what stays the photo, where the photo counts.

import { h, icon, iconButton, choices } from './dom.js';
import { studio, on, keepPicture } from './studio.js';
import { sketch, change } from './sketch.js';
import { pictureUrl, upload } from './api.js';
import { openSheet } from './sheet.js';
import { toast } from './toast.js';
import { MaskPainting } from './brush.js';

const longSide = 1024; // pixels of a mask; what it says is read at the layers' resolution, far below
const colors = ['#3f7bff', '#ff9d2e', '#2fbf83', '#d46bd4', '#e05252'];

export async function openMasks() {
  const photo = studio.pictures.get(sketch.photo);
  const scale = Math.min(1, longSide / Math.max(photo.width, photo.height));
  const width = Math.max(1, Math.round(photo.width * scale)), height = Math.max(1, Math.round(photo.height * scale));
  const targets = makeTargets();
  const background = new Image();
  background.src = pictureUrl(photo.id, longSide);
  background.addEventListener('load', () => draw());
  const endWaiting = on('connection',
    (isConnected) => { if (isConnected && background.naturalWidth === 0) background.src = pictureUrl(photo.id, longSide); });
  let target = targets[0];
  const brush = { radius: Math.round(height / 9), softness: 0.5, strength: 1, erases: false };
  const canvas = h('canvas',
    { width, height, tabindex: '0', 'aria-label': 'The photo with the mask. Arrow keys move the brush, space paints.' });
  canvas.style.setProperty('--shape', width / height);
  const context = canvas.getContext('2d');
  const cursor = h('div', { class: 'brush', hidden: true });
  let point = { x: width / 2, y: height / 2 };
  const undo = iconButton('undo', 'Undo', () => { painting().undo(); draw(); }),
    redo = iconButton('redo', 'Redo', () => { painting().redo(); draw(); });
  const what = h('p', { class: 'hint small' });
  const painting = () => (target.painting ??= new MaskPainting(width, height));

  const tools = h('div', { class: 'mask-tools' },
    h('fieldset', { class: 'targets' }, h('legend', { class: 'visually-hidden' }, 'What the mask is for'), targets.map(targetRow)), what,
    choices('tool', 'Tool', [{ value: 'paint', text: 'Brush' }, { value: 'erase', text: 'Eraser' }], 'paint',
      (value) => { brush.erases = value === 'erase'; }),
    slider('Size', 2, Math.round(height / 2), brush.radius, (value) => { brush.radius = value; showCursor(); }),
    slider('Softness', 0, 100, 100 * brush.softness, (value) => { brush.softness = value / 100; }),
    slider('Strength', 5, 100, 100 * brush.strength, (value) => { brush.strength = value / 100; }),
    h('div', { class: 'row' }, undo, redo,
      h('button', { type: 'button', onclick: () => { painting().invert(); draw(); } }, 'Invert'),
      h('button', { type: 'button', onclick: () => { painting().clear(); draw(); } }, 'Clear')));
  const done = h('button', { type: 'button', class: 'primary', onclick: save }, 'Done');
  const board = h('div', { class: 'mask-canvas' }, canvas, cursor);
  const dialog = openSheet('Masks', [h('div', { class: 'masker' }, board, tools)],
    { footer: [done], isLarge: true, focus: canvas, onclose: endWaiting });
  dialog.addEventListener('keydown', (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== 'z') return;
    if (event.shiftKey) painting().redo(); else painting().undo();
    draw();
  });
  followPointer();
  canvas.addEventListener('keydown', press);
  // A waiting download must not keep anybody from painting.
  await Promise.allSettled([background.decode(), ...targets.map(loadTarget)]);
  select(target);

  async function loadTarget(one) {
    if (!one.saved) return;
    const image = new Image();
    image.src = pictureUrl(one.saved);
    await image.decode();
    one.painting = new MaskPainting(width, height);
    one.painting.load(image);
  }

  function targetRow(one) {
    one.done = h('span', { class: 'done' });
    const swatch = h('span', { class: 'swatch', 'aria-hidden': 'true' });
    swatch.style.setProperty('--swatch', one.color);
    return h('label', {}, h('input', { type: 'radio', name: 'target', checked: one === target, onchange: () => select(one) }), swatch,
      h('span', {}, one.title), one.done);
  }

  function select(one) {
    target = one;
    what.textContent = one.sentence;
    draw();
  }

  // A photo that has not come, or cannot, keeps nobody from painting.
  function drawPhoto() {
    context.clearRect(0, 0, width, height);
    if (background.naturalWidth > 0) context.drawImage(background, 0, 0, width, height);
  }

  function draw() {
    drawPhoto();
    // The other paintings' masks show through: regions are painted beside each other.
    for (const other of targets) if (other !== target && other.painting && other.kind === target.kind)
      other.painting.drawOn(context, other.color);
    target.painting?.drawOn(context, target.color);
    undo.disabled = !target.painting?.past.length;
    redo.disabled = !target.painting?.future.length;
    for (const one of targets) one.done.textContent = one.painting && !one.painting.isEmpty ? 'painted' : '';
  }

  function followPointer() {
    let last = null;
    const at = (event) => {
      const box = canvas.getBoundingClientRect();
      return { x: (event.clientX - box.x) * width / box.width, y: (event.clientY - box.y) * height / box.height };
    };
    canvas.addEventListener('pointerdown', (event) => {
      canvas.setPointerCapture(event.pointerId);
      last = at(event);
      painting().begin();
      dab(last, last);
    });
    canvas.addEventListener('pointermove', (event) => {
      point = at(event);
      showCursor();
      if (!last) return;
      for (const part of event.getCoalescedEvents?.() ?? [event]) {
        const next = at(part);
        dab(last, next);
        last = next;
      }
    });
    for (const name of ['pointerup', 'pointercancel']) canvas.addEventListener(name, () => { last = null; draw(); });
    canvas.addEventListener('pointerleave', () => { cursor.hidden = true; });
  }

  function dab(from, to) {
    painting().stroke(from, to, brush);
    drawPhoto();
    target.painting.drawOn(context, target.color);
  }

  function press(event) {
    const by = Math.max(2, brush.radius / 3), moves = { ArrowLeft: [-by, 0], ArrowRight: [by, 0], ArrowUp: [0, -by], ArrowDown: [0, by] };
    if (moves[event.key]) {
      point = { x: Math.min(width, Math.max(0, point.x + moves[event.key][0])),
        y: Math.min(height, Math.max(0, point.y + moves[event.key][1])) };
    } else if (event.key === ' ') {
      if (!event.repeat) painting().begin();
      painting().stroke(point, point, brush);
      draw();
    } else {
      return;
    }
    event.preventDefault();
    showCursor();
  }

  function showCursor() {
    const box = canvas.getBoundingClientRect(), outer = board.getBoundingClientRect(), scale = box.width / width;
    const side = 2 * brush.radius * scale;
    cursor.hidden = false;
    cursor.style.width = cursor.style.height = `${side}px`;
    const left = box.x - outer.x + point.x * scale - side / 2, top = box.y - outer.y + point.y * scale - side / 2;
    cursor.style.transform = `translate(${left}px, ${top}px)`;
  }

  // Sends what was painted; an empty mask is none.
  async function save() {
    done.disabled = true;
    try {
      for (const one of targets) {
        if (!one.painting?.isChanged) continue;
        if (one.painting.isEmpty) { one.saved = null; continue; }
        const picture = await upload(await one.painting.toFile(), `${one.file}.png`, 'mask');
        keepPicture(picture);
        one.saved = picture.id;
      }
      const saved = (kind) => targets.find((one) => one.kind === kind)?.saved ?? null;
      const regions = Object.fromEntries(targets
        .filter((one) => one.kind === 'region' && one.saved).map((one) => [one.picture, one.saved]));
      change({ masks: { regions, pin: saved('pin'), content: saved('content') } });
      dialog.close();
    } catch (error) {
      toast(error.message);
    }
    done.disabled = false;
  }
}

function makeTargets() {
  const regions = sketch.paintings.map(({ picture }, i) => {
    const { name } = studio.pictures.get(picture);
    return { kind: 'region', picture, title: `${plain(name)} acts here`.replace(/^./, (first) => first.toUpperCase()),
      file: `region-${i + 1}`, color: colors[i % colors.length], saved: sketch.masks.regions[picture],
      sentence: 'The painting lends its style where you paint; without a mask, everywhere.' };
  });
  return [...regions,
    { kind: 'pin', title: 'Stays the photo', file: 'pin', color: '#ffffff', saved: sketch.masks.pin,
      sentence: 'What you paint stays the photo, to the last pixel.' },
    { kind: 'content', title: 'The photo counts here', file: 'content', color: '#37c6d0', saved: sketch.masks.content,
      sentence: 'Shapes follow the photo where you paint; elsewhere the painting has its way.' }];
}

const plain = (name) => name.replace(/\.[^.]+$/, '').replace(/^(painting|photo)[-_]/, '').replace(/[-_]+/g, ' ');

function slider(text, min, max, value, onchange) {
  const input = h('input', { type: 'range', min, max, value, oninput: () => onchange(Number(input.value)) });
  return h('label', { class: 'field' }, h('span', {}, text), input);
}
