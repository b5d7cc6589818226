/** Types of web-edition.mjs for the suites. */
export interface WebPlace {
  readonly edition: 'web';
  readonly folder: string;
  readonly server: string;
  readonly data: string;
  readonly ready: boolean;
}
export function webPlace(): WebPlace;
