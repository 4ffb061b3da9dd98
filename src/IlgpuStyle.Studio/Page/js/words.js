// Numbers and times as people read them.

export function clock(seconds) {
  const whole = Math.max(0, Math.round(seconds));
  const two = (number) => `${number}`.padStart(2, '0');
  const hours = Math.floor(whole / 3600), minutes = Math.floor(whole / 60) % 60;
  return hours > 0 ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`;
}

// As exact as a forecast is.
export function about(seconds) {
  if (seconds < 1.5) return 'a second';
  if (seconds < 55) return `${Number(seconds.toPrecision(seconds < 10 ? 1 : 2))} seconds`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return minutes === 1 ? 'a minute' : `${minutes} minutes`;
  const hours = Math.floor(minutes / 60), rest = minutes % 60;
  return rest === 0 || hours > 9 ? `${hours} h` : `${hours} h ${rest} min`;
}

export function bytes(count) {
  const gigabytes = count / 2 ** 30;
  return gigabytes >= 1 ? `${gigabytes.toFixed(1)} GB` : `${Math.round(count / 2 ** 20)} MB`;
}

export function size(picture) {
  return picture?.width > 0 ? `${picture.width} × ${picture.height}` : '';
}

// Three significant digits or so; NaN and Infinity come as text.
export function number(value) {
  if (typeof value !== 'number' || !isFinite(value)) return `${value}`;
  if (value === 0) return '0';
  const magnitude = Math.abs(value);
  return magnitude >= 1e5 || magnitude < 1e-3 ? value.toExponential(1) : `${Number(value.toPrecision(4))}`;
}

export function date(text) {
  const then = new Date(text), now = new Date();
  const time = then.toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' });
  if (then.toDateString() === now.toDateString()) return `today ${time}`;
  const yesterday = new Date(now);
  yesterday.setDate(now.getDate() - 1);
  if (then.toDateString() === yesterday.toDateString()) return `yesterday ${time}`;
  return then.toLocaleDateString([],
    { day: 'numeric', month: 'short', year: then.getFullYear() === now.getFullYear() ? undefined : 'numeric' });
}

export function count(number, one, several = `${one}s`) {
  return `${number} ${number === 1 ? one : several}`;
}

// What a run is doing, in a word or two.
export const states = {
  queued: 'waiting', running: 'painting', paused: 'paused', stopping: 'stopping', stopped: 'stopped', finished: 'finished',
    failed: 'failed',
};

export const isActive = (run) => ['running', 'paused', 'stopping'].includes(run.state);
