/** Pictures of tests: kept small, compared with tolerance, and shown where they differ. */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import pixelmatch from 'pixelmatch';
import upng from 'upng-js';

/** Whether pictures are written anew instead of compared. */
export const updating = process.env.HEADROOM_UPDATE === '1';

interface Picture {
  readonly width: number;
  readonly height: number;
  readonly pixels: Uint8Array;
}

function read(png: Uint8Array): Picture {
  const copy = new Uint8Array(png).buffer;
  const image = upng.decode(copy);
  const pixels = upng.toRGBA8(image)[0];
  if (!pixels) throw new Error('The PNG holds no picture.');
  return { width: image.width, height: image.height, pixels: new Uint8Array(pixels) };
}

/** A PNG of at most `colours` colours, which is a fraction of the size and looks the same for an interface. */
export function small(png: Uint8Array, colours = 96): Uint8Array {
  const { width, height, pixels } = read(png);
  return new Uint8Array(upng.encode([new Uint8Array(pixels).buffer], width, height, colours));
}

/** Frames as one animated PNG of few colours; each is shown for its delay in milliseconds. */
export function animation(frames: readonly { readonly png: Uint8Array; readonly delay: number }[]): Uint8Array {
  const pictures = frames.map((frame) => read(frame.png));
  const [first] = pictures;
  if (!first) throw new Error('An animation needs a frame.');
  const pixels = pictures.map((picture) => new Uint8Array(picture.pixels).buffer);
  const delays = frames.map((frame) => frame.delay);
  return new Uint8Array(upng.encode(pixels, first.width, first.height, 64, delays));
}

export interface Tolerance {
  /** Share of pixels that may differ, beyond smoothing of edges. */
  readonly share: number;
  /** By how many pixels the heights may differ; beyond the lower one nothing is compared. */
  readonly height?: number;
}

/**
 * Compares a picture with its baseline, or writes it. Where it differs, the new picture and the difference are left in a folder.
 *
 * @returns what is wrong, in a sentence; undefined where nothing is
 */
export function compareWith(baseline: string, png: Uint8Array, out: string, tolerance: Tolerance): string | undefined {
  if (updating) {
    mkdirSync(dirname(baseline), { recursive: true });
    writeFileSync(baseline, small(png));
    return undefined;
  }
  const name = basename(baseline, '.png');
  const files = { seen: join(out, `${name}.seen.png`), difference: join(out, `${name}.difference.png`) };
  for (const file of Object.values(files)) rmSync(file, { force: true });
  const keep = (): void => {
    mkdirSync(out, { recursive: true });
    writeFileSync(files.seen, png);
  };
  if (!existsSync(baseline)) {
    keep();
    return `${baseline} is missing`;
  }
  const [before, now] = [read(readFileSync(baseline)), read(png)];
  if (before.width !== now.width || Math.abs(before.height - now.height) > (tolerance.height ?? 0)) {
    keep();
    return `${name} is ${now.width} × ${now.height}, its baseline ${before.width} × ${before.height}; see ${files.seen}`;
  }
  const height = Math.min(before.height, now.height);
  const cut = ({ pixels, width }: Picture): Uint8Array => pixels.subarray(0, width * height * 4);
  const difference = new Uint8Array(now.width * height * 4);
  const count = pixelmatch(cut(before), cut(now), difference, now.width, height, { threshold: 0.15 });
  const share = count / (now.width * height);
  if (share <= tolerance.share) return undefined;
  keep();
  writeFileSync(files.difference, new Uint8Array(upng.encode([difference.buffer], now.width, height, 0)));
  return `${name} differs in ${(share * 100).toFixed(2)} % of its pixels; see ${files.difference}`;
}
