// A mask that is painted with a soft round brush: how much each pixel counts is kept as the opacity of a canvas.

const mostUndone = 20;

export class MaskPainting {
  constructor(width, height) {
    this.canvas = new OffscreenCanvas(width, height);
    this.context = this.canvas.getContext('2d', { willReadFrequently: true });
    this.width = width;
    this.height = height;
    this.past = [];
    this.future = [];
    this.isChanged = false;
  }

  get isEmpty() {
    const { data } = this.context.getImageData(0, 0, this.width, this.height);
    for (let i = 3; i < data.length; i += 4) if (data[i] > 0) return false;
    return true;
  }

  // Takes over a grey picture: white counts wholly.
  load(image) {
    this.context.clearRect(0, 0, this.width, this.height);
    this.context.drawImage(image, 0, 0, this.width, this.height);
    this.map(([red, green, blue]) => (red + green + blue) / 3);
  }

  // Before a stroke, so that it can be undone.
  begin() {
    this.past.push(this.context.getImageData(0, 0, this.width, this.height));
    if (this.past.length > mostUndone) this.past.shift();
    this.future = [];
    this.isChanged = true;
  }

  undo() {
    this.travel(this.past, this.future);
  }

  redo() {
    this.travel(this.future, this.past);
  }

  travel(from, to) {
    if (from.length === 0) return;
    to.push(this.context.getImageData(0, 0, this.width, this.height));
    this.context.putImageData(from.pop(), 0, 0);
    this.isChanged = true;
  }

  // Dabs from one point to another: radius in pixels, softness 0 (sharp) to 1, strength 0 to 1.
  stroke(from, to, { radius, softness, strength, erases }) {
    const distance = Math.hypot(to.x - from.x, to.y - from.y);
    const dabs = Math.max(1, Math.ceil(distance / Math.max(1, radius / 4)));
    this.context.globalCompositeOperation = erases ? 'destination-out' : 'source-over';
    for (let i = 1; i <= dabs; i++) {
      const x = from.x + (to.x - from.x) * i / dabs, y = from.y + (to.y - from.y) * i / dabs;
      const shade = this.context.createRadialGradient(x, y, radius * Math.max(0, 1 - softness) * 0.98, x, y, radius);
      shade.addColorStop(0, `rgb(255 255 255 / ${strength})`);
      shade.addColorStop(1, 'rgb(255 255 255 / 0)');
      this.context.fillStyle = shade;
      this.context.fillRect(x - radius, y - radius, 2 * radius, 2 * radius);
    }
    this.context.globalCompositeOperation = 'source-over';
  }

  clear() {
    this.begin();
    this.context.clearRect(0, 0, this.width, this.height);
  }

  invert() {
    this.begin();
    this.map(([, , , opacity]) => 255 - opacity);
  }

  // Sets each pixel's opacity to a function of what it holds.
  map(opacityOf) {
    const pixels = this.context.getImageData(0, 0, this.width, this.height), { data } = pixels;
    for (let i = 0; i < data.length; i += 4) {
      data[i + 3] = opacityOf(data.subarray(i, i + 4));
      data[i] = data[i + 1] = data[i + 2] = 255;
    }
    this.context.putImageData(pixels, 0, 0);
  }

  // Draws the mask in a colour over whatever a context holds.
  drawOn(context, color) {
    const tinted = new OffscreenCanvas(this.width, this.height), tint = tinted.getContext('2d');
    tint.drawImage(this.canvas, 0, 0);
    tint.globalCompositeOperation = 'source-in';
    tint.fillStyle = color;
    tint.fillRect(0, 0, this.width, this.height);
    context.globalAlpha = 0.62;
    context.drawImage(tinted, 0, 0);
    context.globalAlpha = 1;
  }

  // A grey PNG: white counts, black does not.
  toFile() {
    const grey = new OffscreenCanvas(this.width, this.height), context = grey.getContext('2d');
    context.fillStyle = '#000';
    context.fillRect(0, 0, this.width, this.height);
    context.drawImage(this.canvas, 0, 0);
    return grey.convertToBlob({ type: 'image/png' });
  }
}
