// Elements from one call, and the icons.

// h('button', { class: 'primary', onclick: paint, 'aria-label': 'Paint' }, icon('brush'), 'Paint')
export function h(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === null || value === false) continue;
    if (name === 'class') element.className = value;
    else if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else if (name === 'value' || name === 'checked' || name === 'srcObject') element[name] = value;
    else element.setAttribute(name, value === true ? '' : value);
  }
  element.append(...children.flat().filter((child) => child !== undefined && child !== null && child !== false));
  return element;
}

// What a control is for and the control, as one label.
export function field(text, control) {
  return h('label', { class: 'field' }, h('span', {}, text), control);
}

// One of several as radio buttons in a row: choices are { value, text, title }.
export function choices(name, legend, list, chosen, onchoose) {
  return h('fieldset', { class: 'choices' },
    h('legend', { class: 'visually-hidden' }, legend),
    list.map(({ value, text, title }) => h('label', { title },
      h('input', { type: 'radio', name, value, checked: value === chosen, onchange: () => onchoose(value) }),
      h('span', {}, text))));
}

const paths = {
  plus: 'M12 5v14M5 12h14',
  close: 'M6 6l12 12M18 6L6 18',
  grid: 'M4 4h6v6H4zM14 4h6v6h-6zM4 14h6v6H4zM14 14h6v6h-6z',
  theme: 'M12 3v2M12 19v2M3 12h2M19 12h2M5.6 5.6l1.4 1.4M17 17l1.4 1.4M5.6 18.4L7 17M17 7l1.4-1.4M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8z',
  photo: 'M4 5h16v14H4zM4 16l5-5 4 4 3-3 4 4M15.5 9.5h.01',
  brush: 'M20 4c-5 2-9 6-11 10l2 2c4-2 8-6 9-12zM8.500 15c-2 0-3 1-3 3 0 1-1 2-2 2 4 1 7 0 7-3z',
  pause: 'M8 5v14M16 5v14',
  play: 'M7 5l12 7-12 7z',
  stop: 'M6 6h12v12H6z',
  download: 'M12 4v11M7 11l5 5 5-5M5 20h14',
  more: 'M5 11v2M12 11v2M19 11v2',
  fit: 'M4 9V4h5M20 9V4h-5M4 15v5h5M20 15v5h-5',
  plusZoom: 'M11 4a7 7 0 1 0 0 14 7 7 0 0 0 0-14zM16 16l4 4M11 8v6M8 11h6',
  minusZoom: 'M11 4a7 7 0 1 0 0 14 7 7 0 0 0 0-14zM16 16l4 4M8 11h6',
  panel: 'M4 5h16v14H4zM15 5v14',
  split: 'M4 5h16v14H4zM12 3v18',
  side: 'M3 6h8v12H3zM13 6h8v12h-8z',
  single: 'M4 5h16v14H4z',
  trash: 'M5 7h14M10 7V4h4v3M7 7l1 13h8l1-13',
  copy: 'M9 9h11v11H9zM5 15H4V4h11v1',
  pencil: 'M4 20l1-4L16 5l3 3L8 19z',
  film: 'M4 5h16v14H4zM8 5v14M16 5v14M4 12h16',
  report: 'M6 3h9l4 4v14H6zM9 12h7M9 16h7M9 8h3',
  again: 'M5 12a7 7 0 1 0 2-5L4 9M4 4v5h5',
  undo: 'M9 7L4 12l5 5M4 12h11a5 5 0 0 1 0 10h-3',
  redo: 'M15 7l5 5-5 5M20 12H9a5 5 0 0 0 0 10h3',
  mask: 'M4 5h16v14H4zM12 8a4 4 0 0 1 0 8z',
  sliders: 'M4 7h9M17 7h3M15 5v4M4 17h3M11 17h9M9 15v4',
  eraser: 'M9 20h11M5 14l9-9 6 6-8 8H9z',
  check: 'M5 12l5 5 9-11',
  folder: 'M3 6h6l2 3h10v10H3z',
};

export function icon(name) {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('class', 'icon');
  svg.setAttribute('aria-hidden', 'true');
  const path = document.createElementNS('http://www.w3.org/2000/svg', 'path');
  path.setAttribute('d', paths[name]);
  svg.append(path);
  return svg;
}

// A button that shows an icon alone and says its name.
export function iconButton(name, label, onclick, properties = {}) {
  return h('button', { type: 'button', class: 'quiet round', 'aria-label': label, title: label, onclick, ...properties }, icon(name));
}
