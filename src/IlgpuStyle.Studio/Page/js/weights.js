// The weights of a picture under way: a slider each, a hundredth to a hundredfold of what it began with.

import { h } from './dom.js';
import { post } from './api.js';
import { attempt } from './toast.js';
import { isActive, number } from './words.js';

const names = { content: 'Photo', style: 'Painting', totalVariation: 'Smoothness' };
const decades = 2;

export function weightSliders(first) {
  let run = first, base = null;
  const rows = Object.entries(names).map(([name, title]) => {
    const output = h('output', { class: 'number small', 'aria-live': 'off' });
    const input = h('input',
      { type: 'range', min: -decades, max: decades, step: '0.05', value: 0, id: `weight-${name}`,
      'aria-label': `${title}: weight of the ${name} term`,
      oninput: () => say(output, input, number(valueOf(name, input))),
      onchange: () => attempt(() => post(`runs/${run.id}/weights`, { [name]: valueOf(name, input) })) });
    return { name, input, output, element: h('label', { class: 'weight' }, h('span', {}, title), input, output) };
  });
  const element = h('section', { class: 'weights', hidden: true }, h('h2', {}, 'While it grows'), rows.map((row) => row.element),
    h('p', { class: 'hint small' }, 'A change takes effect at the next step.'));

  // The slider stands for powers of ten; what is meant is the weight.
  function say(output, input, text) {
    output.textContent = text;
    input.setAttribute('aria-valuetext', text);
  }

  const valueOf = (name, input) => base[name] * 10 ** Number(input.value);

  function show(next) {
    run = next;
    element.hidden = !isActive(run) || !run.weights;
    if (!run.weights) return;
    base ??= run.startWeights ?? run.weights;
    for (const { name, input, output } of rows) {
      input.disabled = !(base[name] > 0) || run.state === 'stopping';
      // Not while somebody moves it.
      if (input.matches(':active')) continue;
      if (base[name] > 0) input.value = Math.log10(Math.max(run.weights[name], base[name] * 10 ** -decades) / base[name]);
      say(output, input, base[name] > 0 ? number(run.weights[name]) : 'none');
    }
  }

  return { element, show };
}
