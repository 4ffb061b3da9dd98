// Every setting of a painting as a form, made from the table of settings, with a search.

import { h, icon, iconButton } from './dom.js';
import { studio, keepPicture } from './studio.js';
import { upload } from './api.js';
import { openSheet } from './sheet.js';

// Files and sizes have controls of their own.
const elsewhere = new Set(['photo', 'painting', 'size', 'region', 'pin', 'content-mask']);
// One picture of any kind; masks and lists are painted and hung, starts may be words.
const isPicture = ({ isInput, isList, words }) => isInput && !isList && words.length === 0;
const groups = {
  common: 'Common', look: 'Look', colour: 'Colours', masks: 'Masks', sizeAndMemory: 'Size and memory', device: 'Device', output: 'Output',
    expert: 'Formula and optimiser',
};

// onchange gets the settings that differ from the defaults.
export function openSettings(given, onchange) {
  const values = { ...given };
  const rows = studio.settings
    .filter((setting) => !elsewhere.has(setting.name) && (!setting.isInput || isPicture(setting)))
    .map((setting) => row(setting, values, changed));
  const search = h('input',
    { type: 'search', placeholder: 'Search: strokes, colour, memory …', 'aria-label': 'Search the settings', oninput: filter });
  const none = h('p', { class: 'hint', role: 'status' });
  const sections = Object.entries(groups).map(([group, title]) => {
    const members = rows.filter(({ setting }) => setting.group === group);
    return members.length > 0 && h('section', { class: 'group' }, h('h3', {}, title), members.map(({ element }) => element));
  }).filter(Boolean);
  const reset = h('button', { type: 'button', class: 'quiet', onclick: () => { rows.forEach((shown) => shown.reset()); } }, icon('again'),
    'All as they were');
  openSheet('All settings', [h('div', { class: 'search' }, search), ...sections, none], { footer: [reset], focus: search });

  function changed() {
    reset.disabled = Object.keys(values).length === 0;
    onchange({ ...values });
  }

  function filter() {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    for (const { setting, element } of rows) {
      const text = `${setting.name} ${setting.title} ${setting.description} ${setting.words.map((word) =>
        `${word.text} ${word.meaning}`).join(' ')}`.toLowerCase();
      element.hidden = !words.every((word) => text.includes(word));
    }
    for (const section of sections) section.hidden = ![...section.querySelectorAll('.setting')].some((element) => !element.hidden);
    none.textContent = sections.every((section) => section.hidden) ? `No setting speaks of '${search.value}'.` : '';
  }
  reset.disabled = Object.keys(values).length === 0;
}

function row(setting, values, onchange) {
  const id = `setting-${setting.name}`;
  const error = h('p', { class: 'small error', role: 'status' });
  const control = isPicture(setting)
    ? pictureControl(setting, id, () => values[setting.name], set, (text) => { error.textContent = text; })
    : controlOf(setting, id, values[setting.name], set);
  const undo = iconButton('again', `${setting.title}: as it was`, () => { reset(); control.focus(); }, { class: 'quiet round undo' });
  const element = h('div', { class: 'setting' },
    h('label', { for: id }, setting.title, h('code', {}, `--${setting.name}`)),
    h('div', { class: 'control' }, control, undo),
    h('p', { class: 'hint small', id: `${id}-what` }, setting.description, setting.need && ` Acts with ${setting.need}.`), error);
  control.setAttribute('aria-describedby', `${id}-what`);
  mark();

  function set(value) {
    error.textContent = complaint(setting, value);
    if (error.textContent) return;
    if (value === '' || value === null || value === false) delete values[setting.name];
    else values[setting.name] = value;
    mark();
    onchange();
  }

  function mark() {
    const isChanged = setting.name in values;
    element.classList.toggle('changed', isChanged);
    undo.hidden = !isChanged;
  }

  function reset() {
    if (!(setting.name in values)) return;
    if (control.type === 'checkbox') control.checked = false;
    else control.value = '';
    set('');
  }

  return { setting, element, reset };
}

function controlOf(setting, id, value, set) {
  const fallback = setting.default ?? '';
  if (setting.shape === 'flag') {
    const box = h('input', { type: 'checkbox', id, checked: value === true, onchange: () => set(box.checked) });
    return box;
  }
  if (setting.words.length > 0 && !setting.isList && !setting.isInput) {
    const select = h('select', { id, onchange: () => set(select.value) },
      h('option', { value: '' }, fallback ? `${fallback} (as it is)` : 'as it is'),
      setting.words.filter(({ text }) => text !== fallback).map(({ text, meaning }) =>
        h('option', { value: text }, meaning && meaning !== text ? `${text}: ${meaning}` : text)));
    select.value = value ?? '';
    return select;
  }
  const input = h('input',
    { type: setting.shape === 'number' ? 'number' : 'text', id, value: [value ?? ''].flat().join(','),
    placeholder: fallback || setting.placeholder, min: setting.least, max: setting.most, step: 'any',
      onchange: () => set(setting.shape === 'number' && input.value !== '' ? Number(input.value) : input.value.trim()) });
  return input;
}

// The studio's pictures of the kind that the setting takes, and any file, which is sent there first.
function pictureControl(setting, id, given, set, complain) {
  const ofFile = 'file';
  const select = h('select', { id, onchange: () => {
    if (select.value === ofFile) file.click();
    else set(select.value);
  } });
  const restore = () => { select.value = given() ?? ''; };
  const file = h('input', { type: 'file', accept: studio.info.formats.read.map((extension) => `.${extension}`).join(','),
    onchange: () => send(file.files[0]), oncancel: restore });

  async function send(picked) {
    try {
      const picture = await upload(picked, picked.name, setting.pictureKind);
      keepPicture(picture);
      set(picture.id);
      show();
    } catch (error) {
      complain(error.message);
      restore();
    }
  }

  function show() {
    const pictures = [...studio.pictures.values()].filter(({ kind }) => kind === setting.pictureKind);
    select.replaceChildren(h('option', { value: '' }, 'none'), h('option', { value: ofFile }, 'Choose a file …'),
      ...pictures.map((picture) => h('option', { value: picture.id }, picture.name)));
    restore();
  }

  show();
  return select;
}

function complaint({ shape, least, most }, value) {
  if (shape !== 'number' || value === '') return '';
  if (least !== undefined && value < least) return `Expected ${least} or more.`;
  if (most !== undefined && value > most) return `Expected ${most} or less.`;
  return '';
}
