/**
 * The colours of the panel, from the tokens of the editor's theme: fallbacks where a theme does not name one, and enough
 * contrast where it names one that is hard to see. Knows no page: takes a reader of tokens, so it can be tested.
 */
import { type Colour, colourText, over, parseColour, readable } from './colour.js';

export type ThemeKind = 'light' | 'dark' | 'high-contrast' | 'high-contrast-light';

/** What a mark stands for; its colour follows from the theme. */
export type Tone = 'good' | 'warn' | 'bad' | 'plain' | 'faint' | 'text' | 'violet' | 'yellow' | 'link';

export interface Palette {
  readonly kind: ThemeKind;
  readonly surface: string;
  readonly text: string;
  readonly faint: string;
  readonly grid: string;
  /** Around marks; set in high-contrast themes, which draw borders where others shade. */
  readonly border: string | undefined;
  readonly focus: string;
  /** For areas and lines: contrast of at least 3 to the surface. */
  readonly fill: Readonly<Record<Tone, string>>;
  /** For words: contrast of at least 4.5 to the surface. */
  readonly word: Readonly<Record<Tone, string>>;
  readonly font: string;
}

/** Tokens of a tone in order of preference, and what stands in where a theme names none: light, dark. */
const tones: Readonly<Record<Tone, readonly [tokens: readonly string[], light: string, dark: string]>> = {
  good: [['charts-green', 'testing-iconPassed'], '#388a34', '#89d185'],
  warn: [['charts-orange', 'editorWarning-foreground'], '#b75501', '#d18616'],
  bad: [['charts-red', 'errorForeground'], '#c72e0f', '#f14c4c'],
  plain: [['charts-blue', 'textLink-foreground'], '#0063d3', '#3794ff'],
  violet: [['charts-purple'], '#652d90', '#b180d7'],
  yellow: [['charts-yellow'], '#a07400', '#cca700'],
  link: [['textLink-foreground', 'charts-blue'], '#005fb8', '#4daafc'],
  faint: [['descriptionForeground'], '#5b5b5b', '#9d9d9d'],
  text: [['foreground', 'editor-foreground'], '#3b3b3b', '#cccccc'],
};

/**
 * The palette of a theme.
 *
 * @param token value of a theme token ('charts-red'), empty where the theme does not name it
 * @param font family of the interface
 */
export function paletteOf(token: (name: string) => string, kind: ThemeKind, font: string): Palette {
  const dark = kind === 'dark' || kind === 'high-contrast';
  const strong = kind.startsWith('high-contrast');
  const first = (names: readonly string[]): Colour | undefined => {
    for (const name of names) {
      const colour = parseColour(token(name));
      if (colour) return colour;
    }
    return undefined;
  };
  const known = (text: string): Colour => parseColour(text) as Colour;
  const plainGround = known(strong ? (dark ? '#000000' : '#ffffff') : dark ? '#1f1f1f' : '#ffffff');
  const named = first(['editor-background']);
  const ground = known(colourText(named ? over(named, plainGround) : plainGround));
  const colourOf = (tone: Tone): Colour => {
    const [names, light, other] = tones[tone];
    if (strong && (tone === 'text' || tone === 'faint'))
      return first(['foreground']) ?? known(dark ? '#ffffff' : '#292929');
    return first(names) ?? known(dark ? other : light);
  };
  const all = (least: number): Record<Tone, string> => {
    const entries = (Object.keys(tones) as Tone[]).map((tone) => [
      tone,
      colourText(readable(colourOf(tone), ground, least)),
    ]);
    return Object.fromEntries(entries) as Record<Tone, string>;
  };
  const words = all(strong ? 7 : 4.5);
  const border = strong ? colourText(first(['contrastBorder']) ?? readable(known(words.text), ground, 4.5)) : undefined;
  return {
    kind,
    surface: colourText(ground),
    text: words.text,
    faint: words.faint,
    grid: colourText(over({ ...known(words.text), a: strong ? 0.3 : dark ? 0.14 : 0.12 }, ground)),
    border,
    focus: colourText(readable(first(['focusBorder']) ?? known(dark ? '#0078d4' : '#005fb8'), ground, 3)),
    fill: all(3),
    word: words,
    font,
  };
}
