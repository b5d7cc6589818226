// Markers in test sources: `<|>` is a position, `<|text|>` a range.

export interface Marked {
  text: string;
  /** Offsets of the `<|>` marks, in order. */
  positions: number[];
  /** Offsets of the `<|...|>` marks, in order. */
  ranges: { start: number; end: number }[];
}

/** Takes the marks out of a source. Throws an Error when a range is not closed. */
export function parseMarkers(source: string): Marked {
  const marked: Marked = { text: '', positions: [], ranges: [] };
  let start: number | undefined;
  for (const part of source.split(/(<\|>|<\||\|>)/)) {
    if (part === '<|>') marked.positions.push(marked.text.length);
    else if (part === '<|') start = marked.text.length;
    else if (part === '|>') {
      if (start === undefined) throw new Error('Mark "|>" without "<|" in a test source.');
      marked.ranges.push({ start, end: marked.text.length });
      start = undefined;
    } else marked.text += part;
  }
  if (start !== undefined) throw new Error('Mark "<|" without "|>" in a test source.');
  return marked;
}
