// Pictures on a mat, side by side or one over the other, zoomed and moved together.

import { h } from './dom.js';
import { Pane } from './pane.js';

const step = 1.25;
const largestPixel = 16; // device pixels a side

export class Stage {
  // onzoom gets the size of a picture's pixel in pixels of the screen.
  constructor(label, onzoom = () => {}) {
    this.panes = [];
    this.onzoom = onzoom;
    this.look = { zoom: 1, x: 0.5, y: 0.5 };
    this.pointers = new Map();
    this.element = h('div', {
      class: 'stage', tabindex: '0', role: 'group',
      'aria-label': `${label}. Plus and minus zoom, arrow keys move, 0 shows the whole picture, 1 its pixels.`,
      onkeydown: (event) => this.press(event), ondblclick: (event) => this.toggle(event),
    });
    this.element.addEventListener('wheel', (event) => this.wheel(event), { passive: false });
    for (const name of ['pointerdown', 'pointermove', 'pointerup', 'pointercancel'])
      this.element.addEventListener(name, (event) => this.pointer(event));
    this.resizing = new ResizeObserver(() => this.lay());
    this.resizing.observe(this.element);
  }

  close() {
    this.resizing.disconnect();
  }

  // Each pane is a list of layers { label, alt, width, height, source: (side) => url }; of two the first covers the second from the left.
  show(panes) {
    this.panes = panes.map((layers) => new Pane(layers));
    this.element.replaceChildren(...this.panes.map((pane) => pane.element));
    this.element.dataset.panes = this.panes.length;
    this.lay();
  }

  // The scale at which one pixel of the (last) picture is one of the screen.
  get actual() {
    return 1 / (this.panes[0].fit * (window.devicePixelRatio || 1));
  }

  whole() {
    this.look = { zoom: 1, x: 0.5, y: 0.5 };
    this.lay();
  }

  pixels() {
    this.look.zoom = this.actual;
    this.lay();
  }

  zoom(factor, point = undefined) {
    const before = point && this.panes[0].at(point, this.look);
    const most = largestPixel * this.actual;
    this.look.zoom = Math.min(Math.max(this.look.zoom * factor, Math.min(1, this.actual)), Math.max(1, most));
    if (point) {
      const after = this.panes[0].at(point, this.look);
      this.look.x += before.x - after.x;
      this.look.y += before.y - after.y;
    }
    this.lay();
  }

  lay() {
    if (this.panes.length === 0 || this.panes[0].element.clientWidth === 0) return;
    this.panes.forEach((pane) => pane.measure());
    this.panes[0].clamp(this.look);
    this.panes.forEach((pane) => pane.lay(this.look));
    this.element.classList.toggle('zoomed', this.look.zoom > 1.001);
    this.onzoom(this.panes[0].scale * (window.devicePixelRatio || 1));
  }

  move(x, y) {
    this.look.x -= x / this.panes[0].shownWidth;
    this.look.y -= y / this.panes[0].shownHeight;
    this.lay();
  }

  press(event) {
    if (event.target !== this.element || event.ctrlKey || event.metaKey || event.altKey) return;
    const moves = { ArrowLeft: [60, 0], ArrowRight: [-60, 0], ArrowUp: [0, 60], ArrowDown: [0, -60] };
    if (moves[event.key]) this.move(...moves[event.key]);
    else if (event.key === '+' || event.key === '=') this.zoom(step);
    else if (event.key === '-') this.zoom(1 / step);
    else if (event.key === '0') this.whole();
    else if (event.key === '1') this.pixels();
    else return;
    event.preventDefault();
  }

  toggle(event) {
    if (this.look.zoom > 1.001) this.whole();
    else this.zoom(Math.max(2, this.actual), this.pointIn(event));
  }

  wheel(event) {
    event.preventDefault();
    this.zoom(Math.exp(-event.deltaY / 400), this.pointIn(event));
  }

  // Where an event is in its pane: panes are alike, so it is the same place in the first.
  pointIn(event) {
    const pane = this.panes.find((candidate) => candidate.element.contains(event.target)) ?? this.panes[0];
    const box = pane.element.getBoundingClientRect();
    return { x: event.clientX - box.x, y: event.clientY - box.y };
  }

  // One pointer moves, two pinch.
  pointer(event) {
    if (event.target.closest('.cut')) return;
    if (event.type === 'pointerdown') {
      this.pointers.set(event.pointerId, event);
      this.element.setPointerCapture(event.pointerId);
      return;
    }
    const last = this.pointers.get(event.pointerId);
    if (!last) return;
    if (event.type !== 'pointermove') {
      this.pointers.delete(event.pointerId);
      return;
    }
    const other = [...this.pointers.values()].find((held) => held.pointerId !== event.pointerId);
    if (other) {
      const distance = (one) => Math.hypot(one.clientX - other.clientX, one.clientY - other.clientY);
      this.zoom(distance(event) / Math.max(1, distance(last)), this.pointIn(event));
    } else {
      this.move(event.clientX - last.clientX, event.clientY - last.clientY);
    }
    this.pointers.set(event.pointerId, event);
  }
}
