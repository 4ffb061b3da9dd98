// What the page knows: filled when it opens, kept up to date by the server's events. Views subscribe to what they show.

import { get, eventsUrl } from './api.js';

export const studio = {
  info: null,        // program, device, folder, limits, formats
  looks: [], sizes: [], settings: [],
  runs: new Map(),   // by id, newest first
  pictures: new Map(),
  isConnected: false,
};

const bus = new EventTarget();
let source = null;

// Calls back with the detail of each event; the returned function ends it. Names: run, removed, runs, pictures, draft, connection.
export function on(name, callback) {
  const listener = (event) => callback(event.detail);
  bus.addEventListener(name, listener);
  return () => bus.removeEventListener(name, listener);
}

const tell = (name, detail) => bus.dispatchEvent(new CustomEvent(name, { detail }));

export const runsNewestFirst = () => [...studio.runs.values()].sort((a, b) => (a.created < b.created ? 1 : a.created > b.created ? -1 : 0));

// What a picture's look is called; formulas of papers and tools have their names.
export const lookTitle = (run) => studio.looks.find(({ name }) => name === run.look)?.title ?? run.look;

export function keepRun(run) {
  const isNew = !studio.runs.has(run.id);
  studio.runs.set(run.id, run);
  tell('run', run);
  if (isNew) tell('runs');
}

export function forgetRun(id) {
  studio.runs.delete(id);
  tell('removed', id);
  tell('runs');
}

export function keepPicture(picture) {
  studio.pictures.set(picture.id, picture);
  tell('pictures');
}

export async function open() {
  [studio.info, studio.looks, studio.settings] = await Promise.all([get(''), get('looks'), get('settings')]);
  studio.sizes = studio.info.sizes;
  await connect();
  // A hidden page needs no connection, of which a browser has six for all pages together.
  document.addEventListener('visibilitychange', () => { if (document.hidden) disconnect(); else connect(); });
}

function disconnect() {
  source?.close();
  source = null;
}

function connect() {
  if (source) return Promise.resolve();
  source = new EventSource(eventsUrl());
  const listen = (name, act) => source.addEventListener(name, (event) => act(JSON.parse(event.data)));
  listen('run', keepRun);
  listen('removed', ({ id }) => forgetRun(id));
  listen('picture', keepPicture);
  listen('draft', (draft) => tell('draft', draft));
  source.addEventListener('error', () => setConnected(false));
  return new Promise((resolve) => {
    listen('state', (state) => {
      studio.runs = new Map(state.runs.map((run) => [run.id, run]));
      studio.pictures = new Map(state.pictures.map((picture) => [picture.id, picture]));
      setConnected(true);
      tell('runs');
      tell('pictures');
      state.runs.forEach((run) => tell('run', run));
      resolve();
    });
  });
}

function setConnected(isConnected) {
  if (studio.isConnected === isConnected) return;
  studio.isConnected = isConnected;
  tell('connection', isConnected);
}
