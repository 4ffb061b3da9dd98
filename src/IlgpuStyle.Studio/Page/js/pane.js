// One field of a stage: a picture, or two of which the first covers the second up to a line that can be moved.

import { h } from './dom.js';

const sides = [512, 1024, 2048];

export class Pane {
  constructor(layers) {
    this.layers = layers.map((layer) => new Layer(layer));
    const { width, height } = layers[layers.length - 1];
    this.width = width;
    this.height = height;
    this.cut = 0.5;
    this.element = h('div', { class: 'pane' }, this.layers.map((layer) => layer.element).reverse());
    if (layers.length === 2) this.addCut();
  }

  addCut() {
    this.layers[0].element.classList.add('before');
    this.layers[1].element.classList.add('after');
    this.handle = h('div', {
      class: 'cut', role: 'slider', tabindex: '0', 'aria-label': `Between ${this.layers[0].label} and ${this.layers[1].label}`,
      'aria-valuemin': '0', 'aria-valuemax': '100', onkeydown: (event) => this.press(event),
    }, h('span', { class: 'grip', 'aria-hidden': 'true' }));
    this.handle.addEventListener('pointerdown', (event) => {
      this.handle.setPointerCapture(event.pointerId);
      event.preventDefault();
      this.handle.focus();
    });
    this.handle.addEventListener('pointermove', (event) => {
      if (!this.handle.hasPointerCapture(event.pointerId)) return;
      const box = this.element.getBoundingClientRect();
      this.setCut((event.clientX - box.x) / box.width);
    });
    this.element.append(this.handle);
    this.setCut(this.cut);
  }

  press(event) {
    const steps = { ArrowLeft: -0.02, ArrowRight: 0.02, PageDown: -0.1, PageUp: 0.1, Home: -1, End: 1 };
    if (steps[event.key] === undefined) return;
    this.setCut(this.cut + steps[event.key]);
    event.preventDefault();
    event.stopPropagation();
  }

  setCut(share) {
    this.cut = Math.min(1, Math.max(0, share));
    this.element.style.setProperty('--cut', `${100 * this.cut}%`);
    this.handle.setAttribute('aria-valuenow', Math.round(100 * this.cut));
  }

  measure() {
    this.box = { width: this.element.clientWidth, height: this.element.clientHeight };
    const margin = this.box.width > 700 ? 24 : 0;
    this.fit = Math.max(1e-3, Math.min((this.box.width - 2 * margin) / this.width, (this.box.height - 2 * margin) / this.height));
  }

  // The point of the picture, 0 to 1, under a point of the pane.
  at(point, look) {
    const scale = this.fit * look.zoom;
    return {
      x: look.x + (point.x - this.box.width / 2) / (this.width * scale),
      y: look.y + (point.y - this.box.height / 2) / (this.height * scale),
    };
  }

  // Keeps the picture over the pane's middle, and centred where it is smaller than the pane.
  clamp(look) {
    const scale = this.fit * look.zoom;
    const hold = (value, shown, box) => {
      if (shown <= box) return 0.5;
      const half = box / 2 / shown;
      return Math.min(1 - half, Math.max(half, value));
    };
    look.x = hold(look.x, this.width * scale, this.box.width);
    look.y = hold(look.y, this.height * scale, this.box.height);
  }

  lay(look) {
    this.scale = this.fit * look.zoom;
    this.shownWidth = this.width * this.scale;
    this.shownHeight = this.height * this.scale;
    const left = this.box.width / 2 - look.x * this.shownWidth, top = this.box.height / 2 - look.y * this.shownHeight;
    this.layers.forEach((layer) => layer.lay(left, top, this.shownWidth, this.shownHeight, this.width));
  }
}

class Layer {
  constructor({ label, alt, source }) {
    this.label = label;
    this.source = source;
    this.image = h('img', { alt: alt ?? label, draggable: 'false' });
    this.element = h('div', { class: 'layer' }, this.image, label && h('span', { class: 'caption', 'aria-hidden': 'true' }, label));
    this.address = '';
  }

  lay(left, top, width, height, pixels) {
    const style = this.image.style;
    style.width = `${width}px`;
    style.height = `${height}px`;
    style.transform = `translate(${left}px, ${top}px)`;
    const density = window.devicePixelRatio || 1;
    // Pixels are seen as they are once each takes several of the screen's.
    style.imageRendering = width * density / pixels >= 3 ? 'pixelated' : 'auto';
    const wanted = Math.max(width, height) * density;
    this.wanted = sides.find((side) => side >= wanted * 0.9);
    this.load();
  }

  // Another picture in the same place; the old one stays until the new one is there.
  replace(source) {
    this.source = source;
    this.load();
  }

  load() {
    const address = this.source(this.wanted);
    if (!address || address === this.address) return;
    this.address = address;
    if (!this.image.src) {
      this.image.src = address;
      return;
    }
    const next = new Image();
    next.src = address;
    next.decode().then(() => { if (this.address === address) this.image.src = address; }, () => {});
  }
}
