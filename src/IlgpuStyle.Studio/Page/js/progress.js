// One line below the picture: how far it is, how long it will take, pause and stop.

import { h, icon } from './dom.js';
import { studio, runsNewestFirst } from './studio.js';
import { post } from './api.js';
import { attempt } from './toast.js';
import { deleteRun } from './run.js';
import { clock, size, isActive } from './words.js';

export function progressLine() {
  let run, announced = '';
  const bar = h('div', { class: 'bar', role: 'progressbar', 'aria-label': 'Progress', 'aria-valuemin': '0', 'aria-valuemax': '100' });
  const text = h('p', { class: 'number' });
  // What a screen reader hears: when something changes, not every step.
  const spoken = h('p', { class: 'visually-hidden', role: 'status' });
  const order = (name) => () => attempt(() => post(`runs/${run.id}/${name}`));
  const pause = h('button', { type: 'button', id: 'pause', onclick: () => order(run.state === 'paused' ? 'continue' : 'pause')() });
  const stop = h('button', { type: 'button', id: 'stop', onclick: order('stop') }, icon('stop'), 'Stop and keep');
  const resume = h('button', { type: 'button', id: 'resume', onclick: order('resume') }, icon('play'), 'Go on');
  const leave = h('button', { type: 'button', onclick: () => deleteRun(run) }, icon('close'), 'Do not paint it');
  const element = h('div', { class: 'progress' }, bar, h('div', { class: 'progress-line' }, text, pause, stop, resume, leave), spoken);

  function show(next) {
    run = next;
    const active = isActive(run), done = run.progress?.done ?? 0, percent = Math.floor(100 * done);
    element.hidden = run.state === 'finished' && !run.message;
    element.classList.toggle('failed', run.state === 'failed');
    bar.hidden = !active;
    bar.style.setProperty('--done', done);
    bar.setAttribute('aria-valuenow', percent);
    text.textContent = sentence(run, percent);
    text.classList.toggle('error', run.state === 'failed');
    pause.hidden = stop.hidden = !active;
    pause.disabled = stop.disabled = run.state === 'stopping';
    pause.replaceChildren(icon(run.state === 'paused' ? 'play' : 'pause'), run.state === 'paused' ? 'Continue' : 'Pause');
    resume.hidden = !run.canResume || active || run.state === 'queued' || !studio.info.folder;
    leave.hidden = run.state !== 'queued';
    const say = active ? `${run.state === 'running' ? 'Painting' : run.state}, ${Math.floor(percent / 25) * 25} percent`
      : sentence(run, percent);
    if (say !== announced) spoken.textContent = announced = say;
  }

  return { element, show };
}

function sentence(run, percent) {
  const { progress } = run;
  switch (run.state) {
    case 'queued': {
      const before = runsNewestFirst().filter((other) =>
        isActive(other) || (other.state === 'queued' && other.created < run.created)).length;
      return before === 0 ? 'Begins in a moment.' : `Waits for ${before === 1 ? 'another picture' : `${before} other pictures`}.`;
    }
    case 'running': return progress
      ? `${percent} %, ${clock(progress.remaining)} left${progress.scales > 1
        ? ` — size ${progress.scale} of ${progress.scales}: ${size(progress)}` : ''}`
      : 'Getting ready …';
    case 'paused': return `Paused at ${percent} %.`;
    case 'stopping': return 'Stopping after this step …';
    case 'stopped': return run.message || 'Stopped and kept; it can go on where it was.';
    case 'failed': return run.message || 'It could not be painted.';
    default: return run.message ?? '';
  }
}
