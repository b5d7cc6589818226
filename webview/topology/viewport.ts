/** The window onto a large picture: zoom, fit, scroll to a part. Zoom is the size of the picture, so scrolling stays the browser's. */
import { element } from '../dom.js';

const smallest = 0.2;
const largest = 2;
const step = 1.25;

/** Rates on the lines would be too small to read below this; they are left to the table. */
const readable = 0.55;
const comfortable = 0.66;

export class Viewport {
  readonly element: HTMLElement;
  readonly buttons: HTMLElement;
  private readonly scale = element('span', 'scale number');
  private picture: SVGSVGElement | undefined;
  private size = { width: 1, height: 1 };
  private zoom: number | undefined;

  /**
   * @param zoom the zoom to begin with; undefined fits as far as it can be read
   * @param onZoom told of a zoom that the user chose
   */
  constructor(
    zoom: number | undefined,
    private readonly onZoom: (zoom: number) => void,
  ) {
    this.zoom = zoom;
    this.element = element('div', 'viewport');
    this.buttons = element('div', 'zoom', [
      button('Zoom out', '−', () => this.set(this.now() / step)),
      this.scale,
      button('Zoom in', '+', () => this.set(this.now() * step)),
      button('Fit the picture into the panel', 'Fit', () => this.set(this.fitting())),
    ]);
    this.element.addEventListener('wheel', (event) => this.wheel(event), { passive: false });
    this.element.addEventListener('pointerdown', (event) => this.drag(event));
    new ResizeObserver(() => this.apply()).observe(this.element);
  }

  show(picture: SVGSVGElement, size: { readonly width: number; readonly height: number }): void {
    this.picture = picture;
    this.size = { width: Math.max(1, size.width), height: Math.max(1, size.height) };
    this.element.replaceChildren(picture);
    this.apply();
  }

  /** Scrolls a part into view; the page only where the picture is in sight already. */
  reveal(part: Element, page: boolean): void {
    const [outer, inner] = [this.element.getBoundingClientRect(), part.getBoundingClientRect()];
    const seen =
      inner.left >= outer.left && inner.right <= outer.right && inner.top >= outer.top && inner.bottom <= outer.bottom;
    const behavior = lessMotion() ? 'auto' : 'smooth';
    if (!seen) {
      this.element.scrollBy({
        left: inner.left + inner.width / 2 - outer.left - outer.width / 2,
        top: inner.top + inner.height / 2 - outer.top - outer.height / 2,
        behavior,
      });
    }
    const near = outer.bottom > 0 && outer.top < window.innerHeight;
    if (page || (near && seen && (inner.top < 0 || inner.bottom > window.innerHeight))) {
      part.scrollIntoView({ block: 'nearest', inline: 'nearest', behavior });
    }
  }

  private set(zoom: number): void {
    this.zoom = bounded(zoom);
    this.apply();
    this.onZoom(this.zoom);
  }

  /** Until the user chooses: fitted, but never so small that nothing can be read. */
  private now(): number {
    return this.zoom ?? Math.max(this.fitting(), comfortable);
  }

  /** The zoom at which the picture is as wide as the panel, within what can be read. */
  private fitting(): number {
    const width = this.element.clientWidth;
    return width > 0 ? Math.min(1, bounded(width / this.size.width)) : 1;
  }

  private apply(): void {
    if (!this.picture) return;
    const zoom = this.now();
    this.picture.setAttribute('width', String(Math.floor(this.size.width * zoom)));
    this.picture.setAttribute('height', String(Math.floor(this.size.height * zoom)));
    this.picture.classList.toggle('small', zoom < readable);
    this.scale.textContent = `${Math.round(zoom * 100)} %`;
  }

  private wheel(event: WheelEvent): void {
    if (!event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    const before = this.now();
    const next = bounded(before * Math.exp(-event.deltaY / 300));
    const box = this.element.getBoundingClientRect();
    const [x, y] = [event.clientX - box.left, event.clientY - box.top];
    const [left, top] = [(this.element.scrollLeft + x) / before, (this.element.scrollTop + y) / before];
    this.set(next);
    // What is under the pointer stays under it.
    this.element.scrollTo(left * next - x, top * next - y);
  }

  private drag(event: PointerEvent): void {
    if (event.button !== 0 || (event.target instanceof Element && event.target.closest('.vertex, .flow'))) return;
    const { scrollLeft, scrollTop } = this.element;
    const move = (now: PointerEvent): void =>
      this.element.scrollTo(scrollLeft + event.clientX - now.clientX, scrollTop + event.clientY - now.clientY);
    const stop = (): void => this.element.removeEventListener('pointermove', move);
    this.element.setPointerCapture(event.pointerId);
    this.element.addEventListener('pointermove', move);
    this.element.addEventListener('pointerup', stop, { once: true });
    this.element.addEventListener('pointercancel', stop, { once: true });
  }
}

function bounded(zoom: number): number {
  return Math.min(largest, Math.max(smallest, zoom));
}

function lessMotion(): boolean {
  return (
    document.body.classList.contains('vscode-reduce-motion') || matchMedia('(prefers-reduced-motion: reduce)').matches
  );
}

function button(label: string, text: string, onClick: () => void): HTMLButtonElement {
  const made = element('button', 'tool', [text], { type: 'button', 'aria-label': label, title: label });
  made.addEventListener('click', onClick);
  return made;
}
