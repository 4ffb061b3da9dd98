// One picture: as it grows, beside what it is made from, and what can be done with it.

import { h, icon, iconButton, choices } from './dom.js';
import { studio, on, keepRun, forgetRun } from './studio.js';
import { post, patch, remove, pictureUrl, runPictureUrl, downloadUrl, reportUrl, filmUrl } from './api.js';
import { Stage } from './stage.js';
import { menu } from './sheet.js';
import { toast, attempt } from './toast.js';
import { takeFrom } from './sketch.js';
import { progressLine } from './progress.js';
import { runPanel } from './panel.js';
import { isActive } from './words.js';

export function runView(main, id) {
  const isAlone = !studio.info.folder;
  let run = studio.runs.get(id);
  if (!run) {
    main.append(h('p', { class: 'hint' },
      isAlone ? 'The run is about to begin …' : 'There is no such picture; it may have been deleted.'));
    return isAlone ? on('runs', () => { if (studio.runs.size > 0) window.dispatchEvent(new HashChangeEvent('hashchange')); }) : undefined;
  }

  let mode = 'picture', shown = '';
  const zoom = h('output', { 'aria-label': 'Zoom' });
  const stage = new Stage('Picture', (scale) => { zoom.textContent = `${Math.round(100 * scale)} %`; });
  const title = h('h1', {});
  const progress = progressLine(run), panel = runPanel(run);
  const modes = h('div', {});
  const view = h('div', { class: 'view' },
    h('section', { class: 'picture-side', 'aria-label': 'Picture' },
      h('div', { class: 'stage-bar' }, title, modes,
        h('span', { class: 'zoom-buttons' }, iconButton('minusZoom', 'Smaller', () => stage.zoom(1 / 1.4)), zoom,
          iconButton('plusZoom', 'Larger', () => stage.zoom(1.4))),
        iconButton('fit', 'Whole picture', () => stage.whole()),
        h('button', { type: 'button', class: 'quiet', title: 'One pixel of the picture is one of the screen',
          onclick: () => stage.pixels() }, '1:1'),
        downloads(), !isAlone && more(),
        iconButton('panel', 'Picture alone', () => { view.classList.toggle('alone'); }, { id: 'alone' })),
      stage.element, progress.element),
    panel.element);
  main.append(view);

  // The result in its final size from the beginning: coarse stages fill the same place. Before that is known, the photo's.
  const sized = () => (run.width > 0 ? run : studio.pictures.get(run.photo) ?? { width: 1, height: 1 });
  const layer = () => ({ label: mode === 'picture' ? '' : 'Picture', alt: `Picture: ${run.title}`, width: sized().width,
    height: sized().height,
    source: (side) => (run.picture ? runPictureUrl(run, isActive(run) ? undefined : side) : pictureUrl(run.photo, side)) });
  const photo = () => ({ label: 'Photo', width: sized().width, height: sized().height, source: (side) => pictureUrl(run.photo, side) });
  const painting = ({ picture }) => {
    const known = studio.pictures.get(picture);
    return { label: 'Painting', width: known?.width ?? sized().width, height: known?.height ?? sized().height,
      source: (side) => pictureUrl(picture, side) };
  };

  function showStage() {
    const kind = `${mode} ${run.width} ${run.height} ${Boolean(run.picture)}`;
    if (kind === shown) {
      for (const pane of stage.panes) for (const part of pane.layers)
        if (part.label === '' || part.label === 'Picture') part.replace(layer().source);
      return;
    }
    shown = kind;
    if (mode === 'cut' && run.photo) stage.show([[photo(), layer()]]);
    else if (mode === 'side') stage.show([[layer()], ...(run.photo ? [[photo()]] : []),
      ...(run.paintings.length > 0 ? [[painting(run.paintings[0])]] : [])]);
    else stage.show([[layer()]]);
  }

  function showModes() {
    modes.replaceChildren(choices('mode', 'Show', [
      { value: 'picture', text: 'Picture' }, run.photo && { value: 'cut', text: 'Before / after' },
        { value: 'side', text: 'Side by side' }].filter(Boolean), mode,
    (value) => { mode = value; showStage(); }));
  }

  function show() {
    title.textContent = run.title;
    title.title = run.title;
    document.title = `${run.title} – IlgpuStyle`;
    view.dataset.state = run.state;
    showStage();
    progress.show(run);
    panel.show(run);
  }

  function downloads() {
    const entry = (format) =>
      h('a', { class: 'button', role: 'menuitem', href: downloadUrl(run, format), download: '' }, format.toUpperCase());
    return menu(icon('download'), 'Download',
      () => (run.picture ? studio.info.formats.write.map(entry) : [h('p', { class: 'hint small' }, 'There is no picture yet.')]));
  }

  function more() {
    const entry = (name, text, act, properties = {}) =>
      h('button', { type: 'button', role: 'menuitem', onclick: act, ...properties }, icon(name), text);
    const link = (name, text, href) =>
      h('a', { class: 'button', role: 'menuitem', href, target: '_blank', rel: 'noreferrer' }, icon(name), text);
    return menu(icon('more'), 'More', () => [
      entry('pencil', 'Rename', rename),
      entry('copy', 'Again, with changes', duplicate),
      h('a', { class: 'button', role: 'menuitem', href: `#compare/${encodeURIComponent(run.id)}` }, icon('split'), 'Compare with another'),
      entry('sliders', 'Copy the command', copyCommand),
      run.hasReport && link('report', 'Report', reportUrl(run)),
      run.hasFilm && link('film', 'Film', filmUrl(run)),
      !run.hasFilm && studio.info.canFilm && run.state === 'finished' && run.kind === 'transfer'
        && entry('film', 'Paint it again, filmed', film),
      entry('trash', 'Delete', () => deleteRun(run), { class: 'danger' }),
    ]);
  }

  function rename() {
    const input = h('input', { type: 'text', value: run.title, maxlength: '200', 'aria-label': 'Name of the picture' });
    let isDone = false;
    const finish = async (keep) => {
      if (isDone) return;
      isDone = true;
      input.replaceWith(title);
      if (keep && input.value.trim() && input.value.trim() !== run.title)
        keepRun(await attempt(() => patch(`runs/${run.id}`, { title: input.value.trim() })) ?? run);
    };
    input.addEventListener('keydown', (event) => { if (event.key === 'Enter') finish(true); if (event.key === 'Escape') finish(false); });
    input.addEventListener('blur', () => finish(true));
    title.replaceWith(input);
    input.select();
  }

  function duplicate() {
    takeFrom(run);
    location.hash = '#new';
  }

  async function film() {
    const { kind, settings, title: name } = run;
    const next = await attempt(() => post('runs', { kind, settings, title: `${name}, filmed`, film: true }));
    if (!next) return;
    keepRun(next);
    location.hash = `#run/${encodeURIComponent(next.id)}`;
  }

  async function copyCommand() {
    try {
      await navigator.clipboard.writeText(run.command);
      toast('The command is copied.');
    } catch {
      toast(run.command);
    }
  }

  const press = (event) => {
    if (event.key === 'f' && !event.ctrlKey && !event.metaKey && !/INPUT|SELECT|TEXTAREA/.test(event.target.tagName))
      view.classList.toggle('alone');
  };
  document.addEventListener('keydown', press);
  const ends = [on('run', (next) => { if (next.id === id) { run = next; show(); } }),
    on('removed', (removed) => { if (removed === id) location.hash = isAlone ? '#' : '#new'; })];
  showModes();
  show();
  return () => {
    document.title = 'IlgpuStyle';
    document.removeEventListener('keydown', press);
    ends.forEach((end) => end());
    stage.close();
    panel.close();
  };
}

// Deletes with a way back.
export async function deleteRun(run) {
  if (await attempt(async () => { await remove(`runs/${run.id}`); return true; }) !== true) return;
  forgetRun(run.id);
  toast(`'${run.title}' is deleted.`,
    { Undo: async () => { const back = await attempt(() => post(`deleted/${run.id}/restore`)); if (back) keepRun(back); } });
}
