/** The page of a report: header, topology, what-if and the sections. Parts that a hand may be on are kept, others replaced. */
import type { Freshness } from '../src/server/protocol.js';
import type { DrawnLines } from './charts/lines.js';
import { element } from './dom.js';
import { availabilitySection } from './sections/availability.js';
import { breakdownSection } from './sections/breakdown.js';
import { comparisonSection } from './sections/comparison.js';
import type { Context } from './sections/context.js';
import { curveSection } from './sections/curve.js';
import { daySection } from './sections/day.js';
import { header } from './sections/header.js';
import { methodsSection } from './sections/methods.js';
import { objectivesSection } from './sections/objectives.js';
import type { Section } from './sections/section.js';
import type { SimulationSection } from './sections/simulation.js';
import type { TopologySection } from './sections/topology.js';
import { utilisationSection } from './sections/utilisation.js';
import type { WhatIfSection } from './sections/whatIf.js';
import type { Palette } from './theme/palette.js';

/** Where one section stands. */
interface Slot {
  readonly place: HTMLElement;
  readonly make: (context: Context) => Section;
  /** It shows what the slow parts of the analysis tell: meanwhile the last one stays, and says so. */
  readonly slow: boolean;
  section: Section | undefined;
}

export interface Shown {
  readonly context: Context;
  readonly title: string;
  readonly freshness: Freshness;
  readonly errors: number;
}

export class Page {
  readonly element: HTMLElement;
  private readonly top = element('div');
  private readonly bottom = element('div');
  private readonly slots: Slot[];
  /** What the slow slots show: another file or scenario is not kept meanwhile. */
  private subject = '';

  constructor(
    private readonly topology: TopologySection,
    private readonly whatIf: WhatIfSection | undefined,
    private readonly simulation: SimulationSection | undefined,
    private readonly notice: (freshness: Freshness, errors: number) => HTMLElement | undefined,
  ) {
    const slot = (make: Slot['make'], slow = false): Slot => ({
      place: element('div'),
      make,
      slow,
      section: undefined,
    });
    this.slots = [
      slot(objectivesSection, true),
      slot(curveSection, true),
      slot(daySection),
      slot(breakdownSection),
      slot(utilisationSection),
      slot(availabilitySection),
      slot(comparisonSection, true),
    ];
    // Nothing that changes its height stands above a slider.
    this.element = element('div', '', [
      this.top,
      topology.element,
      whatIf?.element,
      ...this.slots.slice(0, 2).map(({ place }) => place),
      // Below the curve on which its points stand.
      simulation?.element,
      ...this.slots.slice(2).map(({ place }) => place),
      this.bottom,
    ]);
  }

  /** Shows a report; the parts that it changes are drawn in the given colours. */
  show({ context, title, freshness, errors }: Shown, colours: Palette): void {
    const { report, before } = context;
    const subject = JSON.stringify([report.uri, report.scenario]);
    const same = subject === this.subject;
    this.subject = subject;
    // While a slider moves, what nobody sees is left for when the hand rests; asked before anything changes.
    const late = this.slots.map((slot) => slot.slow || (before !== undefined && !inSight(slot.place)));
    replace(this.top, header(context, title, this.notice(freshness, errors)));
    this.topology.update(context);
    this.whatIf?.update(
      before ?? report,
      before && report,
      freshness.kind === 'stale' ? 'Values can be tried again once the errors are mended.' : undefined,
    );
    this.simulation?.update(context, colours);
    for (const [index, slot] of this.slots.entries()) {
      const keep = late[index] === true && same && !report.complete && slot.section !== undefined;
      slot.place.classList.toggle('pending', keep);
      slot.place.setAttribute('aria-busy', String(keep));
      if (keep) continue;
      for (const drawn of slot.section?.drawings ?? []) drawn.destroy();
      slot.section = slot.make(context);
      replace(slot.place, slot.section.element);
      for (const drawn of slot.section.drawings ?? []) drawn.draw(colours);
    }
    if (report.complete || !same) {
      const charts = this.slots.flatMap(({ section }) => section?.exports ?? []);
      const simulated = this.simulation?.exports() ?? [];
      replace(this.bottom, methodsSection(context, title, [...this.topology.exports(), ...charts, ...simulated]));
    }
  }

  /** Draws again what carries its colours with it. */
  paint(colours: Palette): void {
    for (const drawn of this.drawings()) drawn.draw(colours);
  }

  private drawings(): DrawnLines[] {
    const simulated = this.simulation?.drawings() ?? [];
    return [...this.slots.flatMap(({ section }) => section?.drawings ?? []), ...simulated];
  }
}

function inSight(place: HTMLElement): boolean {
  const { top, bottom } = place.getBoundingClientRect();
  return bottom > 0 && top < window.innerHeight;
}

const focusable = 'a, button, input, select, summary, [tabindex], vscode-dropdown';

/** Replaces what stands in a place; the keyboard stays on the control that it was on. */
function replace(place: HTMLElement, next: HTMLElement): void {
  const active = document.activeElement;
  const index = active && place.contains(active) ? [...place.querySelectorAll(focusable)].indexOf(active) : -1;
  place.replaceChildren(next);
  if (index < 0) return;
  const control = place.querySelectorAll<HTMLElement>(focusable)[index];
  control?.focus({ preventScroll: true });
}
