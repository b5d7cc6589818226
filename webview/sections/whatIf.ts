/**
 * What-if: a slider per workload, a stepper per node type, and what they change. The section only tells the values; the
 * server computes. It lives as long as the page, so that a slider is not replaced while a hand is on it.
 */
import './whatIf.css';
import { formatNumber, formatRate } from '../../src/analysis/render/format.js';
import type { Report } from '../../src/analysis/report.js';
import type { ToPanel, WhatIfValue } from '../../src/server/protocol.js';
import { element, section, table } from '../dom.js';
import { effectsOf, summaryOf } from './whatIfEffects.js';
import { fitting, type Knob, knobsOf, numberIn, overrideOf, stopOf, stops } from './whatIfValues.js';

type WroteBack = Extract<ToPanel, { kind: 'wroteBack' }>;

/** Milliseconds without a further change after which the whole analysis is asked for. */
const rest = 300;
/** Rows of the table of effects; the topology shows the rest. */
const mostEffects = 24;

export interface WhatIfSettings {
  values: readonly WhatIfValue[];
  onChange(values: readonly WhatIfValue[], settled: boolean): void;
  onWriteBack(values: readonly WhatIfValue[]): void;
}

interface Control {
  readonly knob: Knob;
  readonly focus: HTMLElement;
  /** Shows a number, and what it was where it differs. */
  show(number: number): void;
}

export class WhatIfSection {
  readonly element: HTMLElement;
  private readonly values = new Map<string, number>();
  private controls = new Map<string, Control>();
  private key = '';
  private frame: number | undefined;
  private settling: ReturnType<typeof setTimeout> | undefined;
  private wanted: string | undefined;
  private readonly loads = element('div', 'loads');
  private readonly sizes = element('div', 'sizes');
  private readonly effects = element('div', 'effects');
  private readonly spoken = element('p', 'unseen', [], { role: 'status' });
  private readonly answer = element('div', 'answer', [], { role: 'status' });
  private readonly write = tool('Write this back', 'main', 'Change the description so that it says these values');
  private readonly reset = tool('Reset', '', 'Back to what the description says');
  private readonly set: HTMLFieldSetElement;

  constructor(private readonly settings: WhatIfSettings) {
    for (const { path, value } of settings.values) this.values.set(path, numberIn(value));
    this.write.addEventListener('click', () => settings.onWriteBack(this.current()));
    this.reset.addEventListener('click', () => {
      this.forget();
      this.tell(true);
    });
    this.set = element('fieldset', 'knobs', [
      element('legend', 'unseen', ['What if']),
      element('h3', 'caption', ['Load']),
      this.loads,
      element('h3', 'caption', ['Replicas']),
      this.sizes,
      element('div', 'buttons', [this.write, this.reset]),
    ]);
    this.element = section('What if', [this.set, this.answer, this.effects, this.spoken]);
    this.element.classList.add('what-if');
    this.buttons();
  }

  /**
   * @param base the description as it stands
   * @param now the report with the values in place, where there is one
   * @param blocked why nothing can be tried now
   */
  update(base: Report, now: Report | undefined, blocked: string | undefined): void {
    this.set.disabled = blocked !== undefined;
    this.set.title = blocked ?? '';
    const knobs = knobsOf(base);
    const key = JSON.stringify(knobs);
    if (key !== this.key) {
      this.key = key;
      this.build(knobs);
    }
    const active = now !== undefined && this.values.size > 0;
    this.effects.classList.toggle('pending', active && !now.complete);
    if (!active) {
      this.effects.replaceChildren();
      this.spoken.textContent = '';
    } else this.showEffects(base, now);
  }

  /** The keyboard to the control of a workload or node type. */
  focus(part: string): void {
    const control = [...this.controls.values()].find((item) => item.knob.part === part);
    // The report that has it may still be on its way.
    this.wanted = control ? undefined : part;
    this.element.scrollIntoView({ block: 'nearest' });
    control?.focus.focus();
  }

  wroteBack({ refused, notes }: WroteBack): void {
    const left = new Set(refused.map((item) => item.path));
    for (const path of [...this.values.keys()]) if (!left.has(path)) this.values.delete(path);
    this.showAll();
    const lines = [...notes, ...refused.map((item) => `Not written: ${item.path}, since ${item.reason}`)];
    this.answer.replaceChildren(
      element('p', 'faint', [
        refused.length === 0 ? 'Written into the description; undo takes it back.' : 'Partly written.',
      ]),
      ...(lines.length > 0
        ? [
            element(
              'ul',
              'notes',
              lines.map((line) => element('li', '', [line])),
            ),
          ]
        : []),
    );
    this.tell(true);
  }

  /** Forgets all values without a word: another description is shown. */
  forget(): void {
    this.values.clear();
    this.showAll();
    this.answer.replaceChildren();
  }

  /** Says why the values could not be tried. */
  say(message: string): void {
    this.answer.replaceChildren(element('p', 'notice', [message]));
  }

  private current(): WhatIfValue[] {
    return [...this.values].flatMap(([path, number]) => {
      const knob = this.controls.get(path)?.knob;
      return knob ? [overrideOf(knob, number)] : [];
    });
  }

  private build(knobs: readonly Knob[]): void {
    const focused = [...this.controls.values()].find((item) => item.focus === document.activeElement)?.knob.path;
    this.controls = new Map(knobs.map((knob) => [knob.path, this.control(knob)]));
    for (const path of [...this.values.keys()]) if (!this.controls.has(path)) this.values.delete(path);
    const rows = (wanted: (knob: Knob) => boolean): Node[] =>
      [...this.controls.values()].flatMap((item) => (wanted(item.knob) ? [item.focus.closest('.knob')!] : []));
    this.loads.replaceChildren(...rows((knob) => knob.kind !== 'replicas'));
    this.sizes.replaceChildren(...rows((knob) => knob.kind === 'replicas'));
    this.showAll();
    if (focused !== undefined) this.controls.get(focused)?.focus.focus();
    if (this.wanted !== undefined) this.focus(this.wanted);
  }

  private control(knob: Knob): Control {
    return knob.kind === 'replicas'
      ? stepper(knob, (number, settled) => this.turn(knob, number, settled))
      : slider(knob, (number, settled) => this.turn(knob, number, settled));
  }

  private turn(knob: Knob, wanted: number, settled: boolean): void {
    const number = fitting(knob, wanted);
    if (number === knob.base) this.values.delete(knob.path);
    else this.values.set(knob.path, number);
    this.controls.get(knob.path)?.show(number);
    this.answer.replaceChildren();
    this.buttons();
    this.tell(settled);
  }

  /** At most once per frame, and once more when the hand rests. */
  private tell(settled: boolean): void {
    clearTimeout(this.settling);
    const send = (whole: boolean): void => this.settings.onChange(this.current(), whole);
    if (settled) {
      if (this.frame !== undefined) cancelAnimationFrame(this.frame);
      this.frame = undefined;
      send(true);
      return;
    }
    this.frame ??= requestAnimationFrame(() => {
      this.frame = undefined;
      send(false);
    });
    this.settling = setTimeout(() => this.tell(true), rest);
  }

  private showAll(): void {
    for (const { knob, show } of this.controls.values()) show(this.values.get(knob.path) ?? knob.base);
    this.buttons();
  }

  private buttons(): void {
    this.write.disabled = this.values.size === 0;
    this.reset.disabled = this.values.size === 0;
  }

  private showEffects(base: Report, now: Report): void {
    const effects = effectsOf(base, now);
    const rows = effects
      .slice(0, mostEffects)
      .map(({ what, before, now: is }) => [what, before, element('strong', '', [is])]);
    const columns = [{ title: 'Changes' }, { title: 'Before', numeric: true }, { title: 'Now', numeric: true }];
    this.effects.replaceChildren(
      effects.length > 0
        ? table('What the values change', columns, rows)
        : element('p', 'faint', ['No figure changes.']),
      ...(effects.length > mostEffects
        ? [element('p', 'faint', [`and ${effects.length - mostEffects} more; the topology shows the node types`])]
        : []),
    );
    // Said once the figures are all in, not with every step of a slider.
    if (now.complete) this.spoken.textContent = summaryOf(base, now, effects.length);
  }
}

type Turn = (number: number, settled: boolean) => void;

/** Native, since the toolkit of controls has no slider. */
function slider(knob: Knob, turn: Turn): Control {
  const unit = knob.kind === 'rate' ? 'req/s' : 'users';
  const range = element('input', 'slider', [], {
    type: 'range',
    min: '0',
    max: String(stops.length - 1),
    step: '1',
    'aria-label': `Load of ${knob.part}`,
  });
  const exact = element('input', 'exact', [], {
    type: 'number',
    min: knob.kind === 'rate' ? '0' : '1',
    step: 'any',
    'aria-label': `Load of ${knob.part}, ${unit}`,
  });
  const factor = element('span', 'number factor');
  const at = (): number => knob.base * (stops[Number(range.value)] ?? 1);
  range.disabled = knob.base <= 0;
  range.addEventListener('input', () => turn(at(), false));
  range.addEventListener('change', () => turn(at(), true));
  exact.addEventListener('change', () => turn(exact.valueAsNumber, true));
  element('div', 'knob load', [
    element('span', 'name', [knob.part], { title: knob.part }),
    range,
    factor,
    exact,
    element('span', 'faint', [unit]),
  ]);
  return {
    knob,
    focus: range,
    show(number) {
      const share = knob.base > 0 ? number / knob.base : 1;
      range.value = String(stopOf(share));
      exact.value = String(number);
      factor.textContent = `${formatNumber(share)} ×`;
      const text = knob.kind === 'rate' ? formatRate(number) : `${formatNumber(number, 6)} users`;
      range.setAttribute('aria-valuetext', `${formatNumber(share)} times the load, ${text}`);
      range.closest('.knob')?.classList.toggle('turned', number !== knob.base);
    },
  };
}

function stepper(knob: Knob, turn: Turn): Control {
  const input = element('input', 'exact', [], {
    type: 'number',
    min: '1',
    step: '1',
    'aria-label': `Replicas of ${knob.part}`,
  });
  const was = element('span', 'faint was');
  const by = (step: number): void => turn((Number(input.value) || knob.base) + step, false);
  const fewer = tool('−', '', `One replica of ${knob.part} fewer`);
  const more = tool('+', '', `One replica of ${knob.part} more`);
  fewer.addEventListener('click', () => by(-1));
  more.addEventListener('click', () => by(1));
  input.addEventListener('input', () => {
    if (input.value !== '') turn(input.valueAsNumber, false);
  });
  input.addEventListener('change', () => turn(input.valueAsNumber, true));
  element('div', 'knob size', [element('span', 'name', [knob.part], { title: knob.part }), was, fewer, input, more]);
  return {
    knob,
    focus: input,
    show(number) {
      if (input.value !== String(number)) input.value = String(number);
      fewer.disabled = number <= 1;
      was.textContent = number === knob.base ? '' : `${knob.base} →`;
      input.closest('.knob')?.classList.toggle('turned', number !== knob.base);
    },
  };
}

function tool(text: string, kind: string, label: string): HTMLButtonElement {
  const named = text.length > 1 ? { title: label } : { title: label, 'aria-label': label };
  return element('button', `tool ${kind}`.trim(), [text], { type: 'button', ...named });
}
