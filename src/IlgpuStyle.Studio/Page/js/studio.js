// What the page knows: filled when it opens, kept up to date by the server's events. Views subscribe to what they show.

import { get, eventsUrl } from './api.js';

export const studio = {
  info: null,        // program, device, folder, limits, formats
  looks: [], sizes: [], papers: [], settings: [],
  runs: new Map(),   // by id, newest first
  pictures: new Map(),
  isConnected: null, // before it is known
};

const patience = 3000; // milliseconds until a stream that was refused is asked for again

const bus = new EventTarget();
let source = null, welcome;
const welcomed = new Promise((resolve) => { welcome = resolve; });

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
  ({ sizes: studio.sizes, papers: studio.papers } = studio.info);
  connect();
  await welcomed;
  // A hidden page needs no connection, of which a browser has six for all pages together.
  document.addEventListener('visibilitychange', () => { if (document.hidden) disconnect(); else connect(); });
}

function disconnect() {
  source?.close();
  source = null;
}

// A browser makes a lost connection anew by itself, but not one that was answered otherwise: too many look, another program has the port.
function lost() {
  setConnected(false);
  if (source?.readyState !== EventSource.CLOSED) return;
  disconnect();
  setTimeout(() => { if (!document.hidden) connect(); }, patience);
}

function connect() {
  if (source) return;
  source = new EventSource(eventsUrl());
  const listen = (name, act) => source.addEventListener(name, (event) => act(JSON.parse(event.data)));
  listen('run', keepRun);
  listen('progress', (news) => { if (studio.runs.has(news.id)) keepRun({ ...studio.runs.get(news.id), ...news }); });
  listen('removed', ({ id }) => forgetRun(id));
  listen('picture', keepPicture);
  listen('draft', (draft) => tell('draft', draft));
  source.addEventListener('error', lost);
  listen('state', (state) => {
    // Another version of the program has another page.
    if (state.program !== studio.info.program) location.reload();
    studio.runs = new Map(state.runs.map((run) => [run.id, run]));
    studio.pictures = new Map(state.pictures.map((picture) => [picture.id, picture]));
    tell('runs');
    tell('pictures');
    state.runs.forEach((run) => tell('run', run));
    setConnected(true);
    welcome();
  });
}

function setConnected(isConnected) {
  if (studio.isConnected === isConnected) return;
  studio.isConnected = isConnected;
  tell('connection', isConnected);
}
