// A dialog over the page: beside the picture, or as large as the screen.

import { h, iconButton } from './dom.js';

// Options: footer (elements), isLarge, focus (element), onclose.
export function openSheet(title, children, { footer = [], isLarge = false, focus, onclose = () => {} } = {}) {
  const dialog = h('dialog', { class: isLarge ? 'sheet large' : 'sheet', 'aria-label': title },
    h('header', {}, h('h2', {}, title), iconButton('close', 'Close', () => dialog.close())),
    h('div', { class: 'sheet-body' }, children),
    footer.length > 0 && h('footer', {}, footer));
  // A press beside the sheet closes it, unless it began inside.
  dialog.addEventListener('pointerdown', (event) => { if (event.target === dialog && !isLarge) dialog.close(); });
  // What is said while it is open is said above it, where it can be seen and pressed.
  const toasts = document.getElementById('toasts');
  dialog.addEventListener('close', () => { document.body.append(toasts); dialog.remove(); onclose(); });
  document.body.append(dialog);
  dialog.append(toasts);
  dialog.showModal();
  focus?.focus();
  return dialog;
}

// A list of things to do, that opens below its button.
export function menu(content, label, items) {
  const list = h('div', { class: 'menu-list', role: 'menu' });
  const button = h('summary', { class: 'button quiet round', 'aria-label': label, title: label, role: 'button' }, content);
  const element = h('details', { class: 'menu' }, button, list);
  element.addEventListener('toggle', () => {
    if (!element.open) return;
    list.replaceChildren(...items().filter(Boolean).map((item) => item));
    list.querySelector('a, button')?.focus();
  });
  const close = () => { element.open = false; };
  list.addEventListener('click', close);
  element.addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && element.open) { close(); button.focus(); event.stopPropagation(); }
    const entries = [...list.querySelectorAll('a, button:enabled')], at = entries.indexOf(document.activeElement);
    const moves = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: entries.length - 1 };
    if (!element.open || moves[event.key] === undefined) return;
    event.preventDefault();
    entries[(moves[event.key] + entries.length) % entries.length]?.focus();
  });
  element.addEventListener('focusout', (event) => { if (event.relatedTarget && !element.contains(event.relatedTarget)) close(); });
  return element;
}
