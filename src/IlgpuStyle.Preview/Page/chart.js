'use strict';

// Loss curves over the steps of a run, on a logarithmic axis. The data are the steps that the server sends.
class LossChart {
  constructor(canvas, legend) {
    this.canvas = canvas;
    this.legend = legend;
    this.steps = [];
    this.showLayers = false;
    this.pointer = null;
    canvas.addEventListener('pointermove', (event) => { this.pointer = event.offsetX; this.draw(); });
    canvas.addEventListener('pointerleave', () => { this.pointer = null; this.draw(); });
    window.addEventListener('resize', () => this.draw());
  }

  // The curves: name, colour, width, and how to read a step.
  curves() {
    const style = getComputedStyle(document.documentElement);
    const color = (name) => style.getPropertyValue(`--${name}`).trim();
    const curves = [];
    if (this.showLayers && this.steps.length > 0) {
      const names = Object.keys(this.steps[this.steps.length - 1].layers);
      names.forEach((name) => curves.push({
        name, color: color(name.split(' ')[0]), width: 0.7, value: (step) => step.layers[name],
      }));
    }
    curves.push(
      { name: 'content', color: color('content'), width: 1.6, value: (step) => step.content },
      { name: 'style', color: color('style'), width: 1.6, value: (step) => step.style },
      { name: 'total variation', color: color('tv'), width: 1.6, value: (step) => step.totalVariation },
      { name: 'total', color: color('total'), width: 2, value: (step) => step.loss });
    return curves;
  }

  draw() {
    const ratio = window.devicePixelRatio || 1;
    const width = this.canvas.clientWidth, height = this.canvas.clientHeight;
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
    this.drawPointer(context, plot, axes);
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
    const first = this.steps[0].step, last = Math.max(first + 1, this.steps[this.steps.length - 1].step);
    return {
      bottom, top, first, last,
      x: (step) => plot.left + (plot.right - plot.left) * (step - first) / (last - first),
      y: (value) => plot.bottom - (plot.bottom - plot.top) * (Math.log10(value) - bottom) / (top - bottom),
      stepAt: (x) => first + (last - first) * (x - plot.left) / (plot.right - plot.left),
    };
  }

  drawGrid(context, plot, axes) {
    const style = getComputedStyle(document.documentElement);
    context.strokeStyle = style.getPropertyValue('--line');
    context.fillStyle = style.getPropertyValue('--faint');
    context.font = '11px system-ui, sans-serif';
    context.lineWidth = 1;
    const decades = axes.top - axes.bottom, every = Math.max(1, Math.ceil(decades / 6));
    context.textAlign = 'right';
    const minor = decades < 1.5 ? [1, 2, 5] : [1];
    for (let power = Math.floor(axes.bottom); power <= axes.top; power += every) {
      for (const factor of minor) {
        const value = factor * 10 ** power, y = axes.y(value);
        if (y < plot.top || y > plot.bottom) continue;
        context.beginPath(); context.moveTo(plot.left, y); context.lineTo(plot.right, y); context.stroke();
        context.fillText(formatNumber(value), plot.left - 5, y + 4);
      }
    }
    context.textAlign = 'center';
    let scale = this.steps[0].scale, labelEnd = plot.left;
    for (const step of this.steps) {
      if (step.scale === scale) continue;
      scale = step.scale;
      const x = axes.x(step.step);
      context.setLineDash([4, 4]);
      context.beginPath(); context.moveTo(x, plot.top); context.lineTo(x, plot.bottom); context.stroke();
      context.setLineDash([]);
      context.fillText(step.size, x, plot.bottom + 14);
      labelEnd = x + context.measureText(step.size).width / 2;
    }
    context.textAlign = 'left';
    context.fillText(`step ${axes.first}`, plot.left, plot.bottom + 14);
    context.textAlign = 'right';
    const end = `${axes.last}`;
    // A stage that has just begun has its label where the last step's number would be.
    if (plot.right - context.measureText(end).width > labelEnd + 6) context.fillText(end, plot.right, plot.bottom + 14);
  }

  drawCurve(context, curve, axes) {
    context.strokeStyle = curve.color;
    context.lineWidth = curve.width;
    context.lineJoin = 'round';
    context.beginPath();
    let open = false;
    for (const step of this.steps) {
      const value = curve.value(step);
      if (!(value > 0) || !isFinite(value)) { open = false; continue; }
      const x = axes.x(step.step), y = axes.y(Math.max(value, 10 ** axes.bottom));
      if (open) context.lineTo(x, y); else context.moveTo(x, y);
      open = true;
    }
    context.stroke();
  }

  drawPointer(context, plot, axes) {
    if (this.pointer === null || this.pointer < plot.left || this.pointer > plot.right) return;
    context.strokeStyle = getComputedStyle(document.documentElement).getPropertyValue('--faint');
    context.lineWidth = 1;
    context.beginPath(); context.moveTo(this.pointer, plot.top); context.lineTo(this.pointer, plot.bottom); context.stroke();
  }

  // The values under the pointer, or the last ones.
  drawLegend(curves, axes) {
    const wanted = this.pointer === null ? Infinity : axes.stepAt(this.pointer);
    let shown = this.steps[this.steps.length - 1];
    for (const step of this.steps) {
      if (Math.abs(step.step - wanted) < Math.abs(shown.step - wanted)) shown = step;
    }
    this.legend.replaceChildren(...curves.slice().reverse().map((curve) => {
      const entry = document.createElement('span');
      entry.style.setProperty('--swatch', curve.color);
      entry.textContent = `${curve.name} ${formatNumber(curve.value(shown))}`;
      return entry;
    }));
  }
}

// Four significant digits; NaN and Infinity come as text.
function formatNumber(value) {
  if (typeof value !== 'number' || !isFinite(value)) return `${value}`;
  if (value === 0) return '0';
  const size = Math.abs(value);
  return size >= 1e5 || size < 1e-3 ? value.toExponential(1) : `${Number(value.toPrecision(4))}`;
}
