// The picture that is being put together: what will be asked of the studio. The browser keeps it, so closing the page loses nothing.

import { studio } from './studio.js';

const key = 'sketch';
const empty = () => ({
  photo: null, paintings: [], size: null, paper: null, settings: {}, masks: { regions: {}, pin: null, content: null }, film: false,
});

export const sketch = empty();
const listeners = new Set();

export function onSketch(callback) {
  listeners.add(callback);
  return () => listeners.delete(callback);
}

// Changes it, keeps it, and tells the view what was changed.
export function change(changes) {
  Object.assign(sketch, changes);
  localStorage.setItem(key, JSON.stringify(sketch));
  listeners.forEach((callback) => callback(changes));
}

// What the browser kept, as far as the studio still has it.
export function restore() {
  let kept = {};
  try {
    kept = JSON.parse(localStorage.getItem(key)) ?? {};
  } catch {
    // Nothing that can be read was kept.
  }
  Object.assign(sketch, empty(), kept);
  const has = (id) => studio.pictures.has(id);
  if (!has(sketch.photo)) sketch.photo = null;
  sketch.paintings = sketch.paintings.filter(({ picture }) => has(picture));
  const inputs = new Set(studio.settings.filter(({ isInput }) => isInput).map(({ name }) => name));
  sketch.settings = Object.fromEntries(Object.entries(sketch.settings).filter(([name, value]) => !inputs.has(name) || has(value)));
  sketch.size ??= studio.sizes.find((size) => size.name === 'screen')?.pixels ?? studio.sizes[0].pixels;
  const { regions, pin, content } = sketch.masks;
  sketch.masks = {
    regions: Object.fromEntries(Object.entries(regions).filter(([, mask]) => has(mask))), pin: has(pin) ? pin : null,
    content: has(content) ? content : null,
  };
}

// The sketch of a picture that exists: the same again, to be changed.
export function takeFrom(run) {
  const { photo, painting, size, region, pin, 'content-mask': content, ...settings } = run.settings;
  const paintings = [painting ?? []].flat().map((text) => {
    const [picture, weight] = text.split(':');
    return { picture, weight: Number(weight ?? 1) };
  });
  const regions = Object.fromEntries([region ?? []].flat().map((mask, i) => [paintings[i]?.picture, mask])
    .filter(([, mask]) => mask && mask !== '-'));
  change({
    ...empty(), photo, paintings, size: size ?? sketch.size,
    settings: ownSettings(settings), masks: { regions, pin: pin ?? null, content: content ?? null }, film: run.hasFilm,
  });
}

// What the studio is asked for.
export function request() {
  const { photo, paintings, size, settings, masks, film } = sketch;
  const all = { ...settings, size, photo,
    painting: paintings.map(({ picture, weight }) => (weight === 1 ? picture : `${picture}:${weight}`)) };
  if (Object.keys(masks.regions).length > 0) all.region = paintings.map(({ picture }) => masks.regions[picture] ?? '-');
  if (masks.pin) all.pin = masks.pin;
  if (masks.content) all['content-mask'] = masks.content;
  return { kind: 'transfer', settings: all, film };
}

export const isComplete = () => sketch.photo !== null && sketch.paintings.length > 0;

// The look is a setting like others; the first is what there is without it.
export const lookName = () => sketch.settings.preset ?? studio.looks[0].name;

export function chooseLook(name) {
  const { preset, ...others } = sketch.settings;
  change({ settings: name === studio.looks[0].name ? others : { ...others, preset: name } });
}

function ownSettings(settings) {
  const machine = ['backend', 'weights', 'init', 'tile', 'history', 'memory'];
  return Object.fromEntries(Object.entries(settings).filter(([key]) => !machine.includes(key)));
}
