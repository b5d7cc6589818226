/** The picture as a text that stands alone: what the style sheet says is written into it. */
import { svg } from './svg.js';

const properties = [
  'fill',
  'fill-opacity',
  'stroke',
  'stroke-width',
  'stroke-dasharray',
  'stroke-linejoin',
  'paint-order',
  'font-size',
  'font-weight',
  'text-anchor',
  'opacity',
  'visibility',
];

/** What of the page is no part of a picture on paper. */
const left = ['tabindex', 'role', 'aria-label', 'aria-current', 'aria-hidden', 'class', 'data-mark'];

/**
 * @param picture as it stands in the page
 * @param size width and height in its own units
 */
export function standalone(
  picture: SVGSVGElement,
  size: { readonly width: number; readonly height: number },
  look: { readonly title: string; readonly surface: string },
): string {
  const copy = picture.cloneNode(true) as SVGSVGElement;
  const originals = [picture, ...picture.querySelectorAll('*')];
  for (const [index, element] of [copy, ...copy.querySelectorAll('*')].entries()) {
    const style = getComputedStyle(originals[index]!);
    if (style.visibility === 'hidden' || element.classList.contains('ring') || element.classList.contains('wide')) {
      element.setAttribute('data-left', '');
      continue;
    }
    for (const name of left) element.removeAttribute(name);
    if (element.tagName === 'g' || element.tagName === 'defs' || element.tagName === 'title') continue;
    for (const name of properties) {
      const value = style.getPropertyValue(name);
      // A pattern is named by its fill, which a computed style writes as an address of the page.
      if (value && !(name === 'fill' && element.hasAttribute('fill'))) element.setAttribute(name, value);
    }
  }
  for (const element of [...copy.querySelectorAll('[data-left]')]) element.remove();
  copy.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  copy.setAttribute('width', String(Math.ceil(size.width)));
  copy.setAttribute('height', String(Math.ceil(size.height)));
  copy.setAttribute('font-family', 'system-ui, sans-serif');
  copy.prepend(
    svg('title', {}, [look.title]),
    svg('rect', { width: Math.ceil(size.width), height: Math.ceil(size.height), fill: look.surface }),
  );
  return new XMLSerializer().serializeToString(copy);
}
