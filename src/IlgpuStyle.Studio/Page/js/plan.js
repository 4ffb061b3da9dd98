// What a picture would take before it is started: its size, time and memory in one line.

import { h } from './dom.js';
import { post } from './api.js';
import { about, bytes, size } from './words.js';

const patience = 250; // milliseconds that a choice stands before the plan is asked for

export function planLine() {
  let timer, asked = 0;
  const element = h('p', { class: 'plan number', role: 'status' });

  // Asks for the plan of a request; nothing clears the line. The last one asked for is shown.
  function ask(request, onplan = () => {}) {
    clearTimeout(timer);
    const turn = ++asked;
    element.classList.remove('error');
    element.classList.toggle('waiting', Boolean(request));
    if (!request) {
      element.textContent = '';
      return;
    }
    timer = setTimeout(async () => {
      try {
        const plan = await post('plans', request);
        if (turn !== asked) return;
        element.replaceChildren(h('strong', {}, `about ${about(plan.seconds)}`),
          ` · ${size(plan)} pixels · ${bytes(plan.memory)} of memory`,
          plan.changes && h('span', { class: 'hint' }, ` (${plan.changes})`));
        onplan(plan);
      } catch (error) {
        if (turn !== asked) return;
        element.classList.add('error');
        element.textContent = error.message;
        onplan(null);
      }
      element.classList.remove('waiting');
    }, patience);
  }

  return { element, ask, close: () => clearTimeout(timer) };
}
