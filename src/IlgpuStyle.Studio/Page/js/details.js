// Curves, speed and memory, for those who open them; only then is every step sent.

import { h } from './dom.js';
import { eventsUrl } from './api.js';
import { LossChart } from './chart.js';
import { bytes, number } from './words.js';

export function details(first) {
  let run = first, source = null, isDrawing = false;
  const canvas = h('canvas', { 'aria-label': 'Loss by term over the steps, logarithmic', role: 'img' });
  const legend = h('div', { class: 'legend small number' });
  const chart = new LossChart(canvas, legend);
  const layers = h('input', { type: 'checkbox', onchange: () => { chart.showLayers = layers.checked; chart.draw(); } });
  const numbers = h('dl', { class: 'facts' });
  const command = h('code', { class: 'command' });
  const element = h('details', { class: 'details' }, h('summary', {}, h('h2', {}, 'Details')),
    h('section', {}, canvas, legend, h('label', { class: 'check small' }, layers, h('span', {}, 'Each layer')), numbers, command));
  element.addEventListener('toggle', () => { if (element.open) open(); else close(); });

  function open() {
    source = new EventSource(eventsUrl(`runs/${encodeURIComponent(run.id)}/events`));
    source.addEventListener('steps', (event) => { chart.steps = JSON.parse(event.data); drawSoon(); });
    source.addEventListener('step', (event) => { chart.steps.push(JSON.parse(event.data)); drawSoon(); });
    source.addEventListener('end', close);
  }

  function close() {
    source?.close();
    source = null;
  }

  // Steps can come faster than a screen shows them.
  function drawSoon() {
    if (isDrawing) return;
    isDrawing = true;
    requestAnimationFrame(() => {
      isDrawing = false;
      chart.draw();
      showNumbers();
    });
  }

  function showNumbers() {
    const step = chart.steps[chart.steps.length - 1];
    if (!step) return;
    const rows = {
      Step: `${step.totalIteration} (${step.iteration} of ${step.iterations} at this size)`, Evaluations: step.evaluations,
        Loss: number(step.loss),
      'Seconds per evaluation': step.secondsPerEvaluation.toFixed(3), Memory: bytes(step.memory),
    };
    numbers.replaceChildren(...Object.entries(rows).flatMap(([name, value]) =>
      [h('dt', {}, name), h('dd', { class: 'number' }, `${value}`)]));
  }

  function show(next) {
    run = next;
    command.textContent = run.command ?? '';
  }

  return { element, show, close };
}
