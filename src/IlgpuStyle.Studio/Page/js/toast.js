// A line that says what happened, with one thing to do about it, for some seconds; screen readers read it out.

import { h } from './dom.js';

const patience = 9000;

// toast('Deleted.', { Undo: () => … })
export function toast(text, actions = {}) {
  const box = document.getElementById('toasts');
  const line = h('div', { class: 'toast' }, h('span', {}, text));
  const close = () => line.remove();
  for (const [label, act] of Object.entries(actions))
    line.append(h('button', { type: 'button', onclick: () => { close(); act(); } }, label));
  box.replaceChildren(line);
  let timer = setTimeout(close, patience);
  // Who is about to press the button has time.
  line.addEventListener('pointerenter', () => clearTimeout(timer));
  line.addEventListener('pointerleave', () => { timer = setTimeout(close, patience); });
}

// Does something that may fail, and says so if it does.
export async function attempt(action) {
  try {
    return await action();
  } catch (error) {
    toast(error.message);
    return undefined;
  }
}
