/** The part of upng-js that the tests use. */
declare module 'upng-js' {
  interface Image {
    readonly width: number;
    readonly height: number;
  }
  export function decode(file: ArrayBuffer): Image;
  /** One RGBA picture per frame. */
  export function toRGBA8(image: Image): ArrayBuffer[];
  /** A PNG of at most `colours` colours (0: all), animated where there are several frames with delays in milliseconds. */
  export function encode(
    frames: readonly ArrayBuffer[],
    width: number,
    height: number,
    colours: number,
    delays?: readonly number[],
  ): ArrayBuffer;
}
