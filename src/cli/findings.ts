/** What the registry of the analysis says about its codes. */

/** Codes of the analysis. */
export function findingCodes(): readonly string[] {
  return [];
}

/** One line about a code. */
export function findingText(_code: string): string | undefined {
  return undefined;
}
