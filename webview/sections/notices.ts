/** What the panel says when it has no figures, or not those of the present text. */
import type { Freshness, FromPanel } from '../../src/server/protocol.js';
import { element } from '../dom.js';

type Run = (command: Extract<FromPanel, { kind: 'run' }>['command']) => void;

/** Before the first answer. */
export function waiting(): HTMLElement {
  return element('div', 'blank', [
    element('h1', '', ['Headroom']),
    element('p', 'faint', ['Waiting for the analysis…'], { role: 'status' }),
  ]);
}

/** No description is open. */
export function empty(run: Run): HTMLElement {
  return element('div', 'blank', [
    element('h1', '', ['No description']),
    element('p', '', [
      'Headroom shows what an architecture carries, what saturates first and what a failure costs. It needs a description of it, a file that ends in .arch.',
    ]),
    element('div', 'buttons', [
      action('New description', 'main', () => run('newDescription')),
      action('Open a file…', '', () => run('openFile')),
    ]),
  ]);
}

/**
 * There is no result at all.
 *
 * @param scenario name of the scenario that was asked for
 * @param onPlain asks for the description without it
 */
export function failed(message: string, run: Run, scenario: string | undefined, onPlain: () => void): HTMLElement {
  return element('div', 'blank', [
    element('h1', '', ['No result']),
    element('p', 'notice', [message], { role: 'alert' }),
    element('div', 'buttons', [
      scenario !== undefined && action('Show as described', 'main', onPlain),
      action('Show problems', '', () => run('problems')),
    ]),
  ]);
}

/** The text has errors: the last good result stays, or the healthy part is shown. Nothing where all is well. */
export function freshnessNotice(freshness: Freshness, errors: number, run: Run): HTMLElement | undefined {
  if (freshness.kind === 'current' && errors === 0) return undefined;
  const text =
    freshness.kind === 'stale'
      ? `This is the last good result, of ${freshness.since}; the text has ${counted(freshness.errors)} since. Figures follow again once they are mended.`
      : `The description has ${counted(errors)}: what is broken is left out here.`;
  return element('div', `notice ${freshness.kind}`, [
    element('span', '', [text]),
    ' ',
    action('Show problems', '', () => run('problems')),
  ]);
}

function counted(errors: number): string {
  return errors === 1 ? 'one error' : `${errors} errors`;
}

function action(text: string, kind: string, onClick: () => void): HTMLElement {
  const made = element('button', `tool ${kind}`.trim(), [text], { type: 'button' });
  made.addEventListener('click', onClick);
  return made;
}
