// Opens the studio and shows the view that the address names: #new, #run/ID, #compare/ID/ID, #history.

import { h } from './dom.js';
import { open, on, studio } from './studio.js';
import { showHeader } from './header.js';
import { showFilmstrip } from './filmstrip.js';
import { composeView } from './compose.js';
import { runView } from './run.js';
import { compareView } from './compare.js';
import { historyView } from './history.js';
import { offerLeftOvers } from './leftovers.js';
import { toast } from './toast.js';

const main = document.getElementById('main');
const notice = document.getElementById('notice');
const views = { new: composeView, run: runView, compare: compareView, history: historyView };
let close = () => {};

function show() {
  const [name, ...rest] = location.hash.slice(1).split('/').map(decodeURIComponent);
  const first = studio.runs.keys().next().value;
  const home = studio.info.folder ? ['new'] : ['run', first];
  const [view, ...parameters] = views[name] ? [name, ...rest] : home;
  close();
  main.replaceChildren();
  close = views[view](main, ...parameters) ?? (() => {});
  document.dispatchEvent(new CustomEvent('shown', { detail: { view, parameters } }));
}

on('connection', (isConnected) => {
  const folder = studio.info?.folder;
  notice.hidden = isConnected;
  notice.textContent = isConnected ? '' : 'The studio does not answer; this page goes on by itself as soon as it does. Nothing is lost: '
    + `what was painted is kept in its folder.${folder ? ` If the studio has ended, start it again with: istyle studio "${folder}"` : ''}`;
  if (isConnected && folder) offerLeftOvers(document.getElementById('notices'));
  // The page of a command ends with it.
  const [only] = studio.runs.values();
  if (!isConnected && studio.info?.folder === undefined && ['finished', 'stopped'].includes(only?.state))
    notice.textContent = `${only.message} The run is over, and its page with it.`;
  // A dialog covers the line.
  if (!isConnected && document.querySelector('dialog[open]')) toast(notice.textContent);
});

try {
  await open();
  showHeader(document.getElementById('header'));
  if (studio.info.folder) showFilmstrip(document.getElementById('filmstrip'));
  window.addEventListener('hashchange', () => { show(); main.focus({ preventScroll: true }); });
  show();
} catch (error) {
  main.replaceChildren(h('p', { class: 'hint error' }, error.message));
}
