// Loss curves over the steps of a run, on a logarithmic axis. The data are the steps that the server sends.

import { h } from './dom.js';
import { number } from './words.js';

const sum = (step, kind) => step.terms.reduce((total, term) => (term.kind === kind ? total + term.value : total), 0);

export class LossChart {
  constructor(canvas, legend) {
    this.canvas = canvas;
    this.legend = legend;
    this.steps = [];
    this.showLayers = false;
    this.pointer = null;
    canvas.addEventListener('pointermove', (event) => { this.pointer = event.offsetX; this.draw(); });
    canvas.addEventListener('pointerleave', () => { this.pointer = null; this.draw(); });
    new ResizeObserver(() => this.draw()).observe(canvas);
  }

  // The curves: name, colour, width, and how to read a step.
  curves() {
    const curves = [];
    if (this.showLayers && this.steps.length > 0) {
      for (const { kind, layer, part } of this.steps[this.steps.length - 1].terms.filter((term) => term.layer)) {
        curves.push({
          name: `${kind} ${layer} ${part ?? ''}`.trim(), color: this.color(kind), width: 0.7,
          value: (step) => step.terms.find((term) => term.kind === kind && term.layer === layer && term.part === part)?.value,
        });
      }
    }
    curves.push(
      { name: 'photo', color: this.color('content'), width: 1.6, value: (step) => sum(step, 'content') },
      { name: 'painting', color: this.color('style'), width: 1.6, value: (step) => sum(step, 'style') },
      { name: 'smoothness', color: this.color('tv'), width: 1.6, value: (step) => sum(step, 'totalVariation') },
      { name: 'total', color: this.color('ink'), width: 2, value: (step) => step.loss });
    return curves;
  }

  // A custom property with light-dark() has no value of its own; what it comes to is that of a colour made from it.
  color(name) {
    this.canvas.style.color = `var(--${name})`;
    return getComputedStyle(this.canvas).color;
  }

  draw() {
    const ratio = window.devicePixelRatio || 1;
    const width = this.canvas.clientWidth, height = this.canvas.clientHeight;
    if (width === 0) return;
    this.canvas.width = width * ratio;
    this.canvas.height = height * ratio;
    const context = this.canvas.getContext('2d');
    context.scale(ratio, ratio);
    if (this.steps.length === 0) return;
    const curves = this.curves();
    const plot = { left: 44, right: width - 8, top: 8, bottom: height - 20 };
    const axes = this.axes(curves, plot);
    this.drawGrid(context, plot, axes);
    curves.forEach((curve) => this.drawCurve(context, curve, axes));
    this.drawPointer(context, plot);
    this.drawLegend(curves, axes);
  }

  axes(curves, plot) {
    let low = Infinity, high = -Infinity;
    for (const step of this.steps) {
      for (const curve of curves) {
        const value = curve.value(step);
        if (value > 0 && isFinite(value)) { low = Math.min(low, value); high = Math.max(high, value); }
      }
    }
    if (!(low < Infinity)) { low = 0.1; high = 1; }
    // A term that is next to nothing would flatten all others.
    low = Math.max(low, high * 1e-7);
    const bottom = Math.log10(low) - 0.05, top = Math.log10(high) + 0.05;
    const first = this.steps[0].totalIteration, last = Math.max(first + 1, this.steps[this.steps.length - 1].totalIteration);
    return {
      bottom, top, first, last,
      x: (step) => plot.left + (plot.right - plot.left) * (step - first) / (last - first),
      y: (value) => plot.bottom - (plot.bottom - plot.top) * (Math.log10(value) - bottom) / (top - bottom),
      stepAt: (x) => first + (last - first) * (x - plot.left) / (plot.right - plot.left),
    };
  }

  drawGrid(context, plot, axes) {
    context.strokeStyle = this.color('line');
    context.fillStyle = this.color('soft');
    context.font = '11px system-ui, sans-serif';
    context.lineWidth = 1;
    const decades = axes.top - axes.bottom, every = Math.max(1, Math.ceil(decades / 6));
    context.textAlign = 'right';
    for (let power = Math.floor(axes.bottom); power <= axes.top; power += every) {
      for (const factor of decades < 1.5 ? [1, 2, 5] : [1]) {
        const value = factor * 10 ** power, y = axes.y(value);
        if (y < plot.top || y > plot.bottom) continue;
        this.line(context, plot.left, y, plot.right, y);
        context.fillText(number(value), plot.left - 5, y + 4);
      }
    }
    const labelEnd = this.drawSizes(context, plot, axes), end = `${axes.last}`;
    context.textAlign = 'left';
    context.fillText(`step ${axes.first}`, plot.left, plot.bottom + 14);
    context.textAlign = 'right';
    // A size that has just begun has its label where the last step's number would be.
    if (plot.right - context.measureText(end).width > labelEnd + 6) context.fillText(end, plot.right, plot.bottom + 14);
  }

  // A dashed line where each size begins; gives where the last label ends.
  drawSizes(context, plot, axes) {
    let scale = this.steps[0].scale, labelEnd = plot.left + 40;
    context.textAlign = 'center';
    for (const step of this.steps) {
      if (step.scale === scale) continue;
      scale = step.scale;
      const x = axes.x(step.totalIteration), text = `${step.width}×${step.height}`, half = context.measureText(text).width / 2;
      context.setLineDash([4, 4]);
      this.line(context, x, plot.top, x, plot.bottom);
      context.setLineDash([]);
      if (x - half < labelEnd + 4) continue;
      context.fillText(text, x, plot.bottom + 14);
      labelEnd = x + half;
    }
    return labelEnd;
  }

  line(context, x1, y1, x2, y2) {
    context.beginPath();
    context.moveTo(x1, y1);
    context.lineTo(x2, y2);
    context.stroke();
  }

  drawCurve(context, curve, axes) {
    context.strokeStyle = curve.color;
    context.lineWidth = curve.width;
    context.lineJoin = 'round';
    context.beginPath();
    let isOpen = false;
    for (const step of this.steps) {
      const value = curve.value(step);
      if (!(value > 0) || !isFinite(value)) { isOpen = false; continue; }
      const x = axes.x(step.totalIteration), y = axes.y(Math.max(value, 10 ** axes.bottom));
      if (isOpen) context.lineTo(x, y); else context.moveTo(x, y);
      isOpen = true;
    }
    context.stroke();
  }

  drawPointer(context, plot) {
    if (this.pointer === null || this.pointer < plot.left || this.pointer > plot.right) return;
    context.strokeStyle = this.color('soft');
    context.lineWidth = 1;
    this.line(context, this.pointer, plot.top, this.pointer, plot.bottom);
  }

  // The values under the pointer, or the last ones.
  drawLegend(curves, axes) {
    const wanted = this.pointer === null ? Infinity : axes.stepAt(this.pointer);
    let shown = this.steps[this.steps.length - 1];
    for (const step of this.steps) {
      if (Math.abs(step.totalIteration - wanted) < Math.abs(shown.totalIteration - wanted)) shown = step;
    }
    this.legend.replaceChildren(...curves.slice().reverse().map((curve) => {
      const entry = h('span', {}, `${curve.name} ${number(curve.value(shown))}`);
      entry.style.setProperty('--swatch', curve.color);
      return entry;
    }));
  }
}
