'use strict';

const get = (id) => document.getElementById(id);
const chart = new LossChart(get('chart'), get('legend'));
const weightNames = ['content', 'style', 'totalVariation'];
// A slider spans a hundredth to a hundredfold of the weight that the run began with.
const decades = 2;
let baseWeights = null;
let state = { paused: false, stopping: false };
let ended = false;
let drawing = false;

function post(order, body = {}) {
  return fetch(order, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) })
    .then((response) => response.ok ? null : response.text().then(say));
}

function say(message) {
  get('message').textContent = message;
}

function clock(seconds) {
  const whole = Math.max(0, Math.round(seconds));
  const two = (number) => `${number}`.padStart(2, '0');
  const hours = Math.floor(whole / 3600), minutes = Math.floor(whole / 60) % 60;
  return hours > 0 ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`;
}

function showPhase() {
  const phase = ended ? 'finished' : state.stopping ? 'stopping' : state.paused ? 'paused' : chart.steps.length > 0 ? 'running' : 'starting';
  get('phase').textContent = phase;
  get('phase').className = `badge ${phase}`;
  get('pause').textContent = state.paused ? 'Continue' : 'Pause';
  get('pause').disabled = get('stop').disabled = ended || state.stopping;
}

function showStep(step) {
  const share = step.elapsed / Math.max(1e-9, step.elapsed + step.remaining);
  const percent = ended ? 100 : Math.floor(100 * share);
  get('filled').style.width = `${percent}%`;
  get('bar').setAttribute('aria-valuenow', percent);
  get('percent').textContent = ended ? `${clock(step.elapsed)} in all` : `${percent} %, ${clock(step.remaining)} left`;
  const numbers = {
    stage: step.size, step: `${step.iteration}/${step.iterations}`,
    loss: formatNumber(step.loss), 's/eval': step.secondsPerEvaluation.toFixed(3),
    elapsed: clock(step.elapsed), memory: `${(step.memory / 2 ** 20).toFixed(0)} MiB`,
  };
  get('numbers').replaceChildren(...Object.entries(numbers).flatMap(([name, value]) => {
    const term = document.createElement('dt'), text = document.createElement('dd');
    term.textContent = name;
    text.textContent = value;
    return [term, text];
  }));
}

// Steps can come faster than a screen shows them.
function drawSoon() {
  if (drawing) return;
  drawing = true;
  requestAnimationFrame(() => {
    drawing = false;
    chart.draw();
    if (chart.steps.length > 0) showStep(chart.steps[chart.steps.length - 1]);
    showPhase();
  });
}

function slider(name) {
  return get(`weight-${name}`);
}

function showWeights(weights) {
  for (const name of weightNames) {
    const input = slider(name), base = baseWeights[name];
    input.disabled = ended || !(base > 0);
    if (input !== document.activeElement || input.disabled) {
      input.value = base > 0 ? Math.log10(Math.max(weights[name], base * 10 ** -decades) / base) : 0;
    }
    input.nextElementSibling.textContent = base > 0 ? formatNumber(weights[name]) : 'none';
  }
}

function start(run) {
  get('title').textContent = run.title;
  document.title = `${run.title} – IlgpuStyle`;
  get('lines').textContent = run.lines.join('\n');
  baseWeights = run.weights;
  for (const name of weightNames) {
    const input = slider(name);
    Object.assign(input, { min: -decades, max: decades, step: 0.05 });
    input.oninput = () => {
      input.nextElementSibling.textContent = formatNumber(baseWeights[name] * 10 ** input.value);
    };
    input.onchange = () => {
      input.blur();
      post('weights', { [name]: Number((baseWeights[name] * 10 ** input.value).toPrecision(4)) });
    };
  }
  showWeights(run.weights);
}

function connect() {
  const events = new EventSource('events');
  const on = (name, action) => events.addEventListener(name, (event) => action(JSON.parse(event.data)));
  on('start', start);
  on('steps', (steps) => { chart.steps = steps; drawSoon(); });
  on('step', (step) => { chart.steps.push(step); drawSoon(); });
  on('picture', (picture) => {
    get('waiting').hidden = true;
    get('picture').hidden = false;
    get('picture').src = `picture?version=${picture.version}`;
  });
  on('state', (now) => {
    state = now;
    if (baseWeights) showWeights(now.weights);
    say(now.message);
    drawSoon();
  });
  on('end', (end) => {
    ended = true;
    events.close();
    say(end.message);
    drawSoon();
  });
  events.onerror = () => {
    get('phase').textContent = 'connection lost';
    get('phase').className = 'badge lost';
  };
}

get('pause').addEventListener('click', () => post(state.paused ? 'continue' : 'pause'));
get('stop').addEventListener('click', () => post('stop'));
get('layers').addEventListener('change', (event) => { chart.showLayers = event.target.checked; chart.draw(); });
connect();
