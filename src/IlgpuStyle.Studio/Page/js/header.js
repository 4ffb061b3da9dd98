// The header: where to go, what is being painted, light or dark.

import { h, icon, iconButton } from './dom.js';
import { on, studio, runsNewestFirst } from './studio.js';
import { clock, count, isActive } from './words.js';

export function showHeader(header) {
  const queue = h('a', { id: 'queue', class: 'button quiet', hidden: true });
  const links = studio.info.folder
    ? [link('#new', 'plus', 'New picture'), link('#history', 'grid', 'All pictures')]
    : [];
  header.replaceChildren(
    h('a', { class: 'brand', href: '#', 'aria-label': 'IlgpuStyle' }, h('img', { src: 'css/icon.svg', alt: '' }),
      h('span', {}, 'IlgpuStyle')),
    ...links, h('span', { class: 'space' }), queue,
    iconButton('theme', 'Light or dark', nextTheme, { id: 'theme' }));
  document.addEventListener('shown', ({ detail }) => {
    for (const a of header.querySelectorAll('a.button'))
      a.toggleAttribute('aria-current', a.hash === `#${detail.view}`);
    for (const a of header.querySelectorAll('[aria-current]')) a.setAttribute('aria-current', 'page');
  });
  setTheme(localStorage.getItem('theme') ?? 'auto');
  const update = () => showQueue(queue);
  on('run', update);
  on('runs', update);
  update();
}

function link(hash, name, text) {
  return h('a', { class: 'button quiet', href: hash, 'aria-label': text }, icon(name), h('span', { class: 'label' }, text));
}

// What is painted now, with the time left, and how many wait.
function showQueue(queue) {
  const runs = runsNewestFirst();
  const active = runs.find(isActive), waiting = runs.filter((run) => run.state === 'queued').length;
  queue.hidden = !active || !studio.info.folder;
  if (queue.hidden) return;
  const left = active.state === 'paused' ? 'paused' : active.progress ? `${clock(active.progress.remaining)} left` : 'starting';
  const ring = h('span', { class: 'ring', 'aria-hidden': 'true' });
  ring.style.setProperty('--done', active.progress?.done ?? 0);
  queue.href = `#run/${encodeURIComponent(active.id)}`;
  queue.replaceChildren(ring, h('span', { class: 'label number' }, left + (waiting > 0 ? `, ${count(waiting, 'waits', 'wait')}` : '')));
  queue.title = active.title;
}

function nextTheme() {
  const order = ['auto', 'light', 'dark'];
  setTheme(order[(order.indexOf(localStorage.getItem('theme') ?? 'auto') + 1) % order.length]);
}

function setTheme(theme) {
  localStorage.setItem('theme', theme);
  if (theme === 'auto') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
  const button = document.getElementById('theme');
  button.title = `Light or dark: ${theme === 'auto' ? 'as the system' : theme}`;
  button.setAttribute('aria-label', button.title);
}
