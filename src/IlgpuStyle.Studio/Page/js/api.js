// The HTTP API (README.md of this project): every request that the page makes. What goes wrong is an Error whose message is one sentence
// for people.

const base = 'api/v1/';

async function send(method, path, body, headers = {}) {
  let answer;
  try {
    answer = await fetch(base + path, { method, body, headers });
  } catch {
    throw new Error(
      'The studio does not answer: it has ended, or the connection was lost. Nothing is lost; start it again with: istyle studio');
  }
  if (answer.ok) return answer.status === 204 ? null : answer.json();
  let message;
  try {
    message = (await answer.json()).error;
  } catch {
    message = `The studio answered ${answer.status} ${answer.statusText}.`;
  }
  throw new Error(message);
}

const json = { 'Content-Type': 'application/json' };

export const get = (path) => send('GET', path);
export const post = (path, value = {}) => send('POST', path, JSON.stringify(value), json);
export const patch = (path, value) => send('PATCH', path, JSON.stringify(value), json);
export const remove = (path) => send('DELETE', path);

// Sends a file; progress gets the share that has gone over, 0 to 1.
export function upload(file, name, kind, progress = () => {}) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', `${base}pictures?name=${encodeURIComponent(name)}&kind=${kind}`);
    request.setRequestHeader('Content-Type', 'application/octet-stream');
    request.upload.addEventListener('progress', (event) => progress(event.loaded / Math.max(1, event.total)));
    request.addEventListener('load', () => {
      let answer = {};
      try {
        answer = JSON.parse(request.responseText);
      } catch {
        // Said below.
      }
      if (request.status === 200 || request.status === 201) resolve(answer);
      else reject(new Error(answer.error ?? `'${name}' did not arrive: the studio answered ${request.status}.`));
    });
    request.addEventListener('error', () => reject(new Error(`'${name}' did not arrive: the connection was lost. Send it again.`)));
    request.send(file);
  });
}

// Addresses of pictures. The version makes a new picture a new address.
export const pictureUrl = (id, side) => `${base}pictures/${id}${side ? `?side=${side}` : ''}`;
export const runPictureUrl = (run, side) => `${base}runs/${run.id}/picture?v=${run.picture}${side ? `&side=${side}` : ''}`;
export const draftUrl = (key) => `${base}drafts/${key}`;
export const downloadUrl = (run, format) => `${base}runs/${run.id}/picture?format=${format}&download=1`;
export const reportUrl = (run) => `${base}runs/${run.id}/report`;
export const filmUrl = (run) => `${base}runs/${run.id}/film`;
export const eventsUrl = (path = 'events') => base + path;
