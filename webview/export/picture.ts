/** Turns an SVG picture into a PNG. */

/**
 * The picture in twice its size, for screens and print.
 *
 * @param svg a picture that stands alone
 * @returns the bytes of the PNG in base64
 */
export async function toPng(svg: string): Promise<string> {
  const image = new Image();
  // The content policy of the panel allows pictures from data, and from nowhere else.
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  await image.decode();
  const canvas = document.createElement('canvas');
  canvas.width = image.naturalWidth * 2;
  canvas.height = image.naturalHeight * 2;
  const context = canvas.getContext('2d');
  if (!context) throw new Error('This browser gives no canvas to draw on.');
  context.drawImage(image, 0, 0, canvas.width, canvas.height);
  return canvas.toDataURL('image/png').replace(/^data:image\/png;base64,/, '');
}
