/** The settings of the user that the server follows while it runs: section `headroom` of the client's configuration. */

export const settingsSection = 'headroom';

export interface Settings {
  /** Figures at the end of lines. */
  readonly hints: boolean;
  readonly codeLens: boolean;
  /** Time that one analysis may take, milliseconds. */
  readonly budgetMs: number;
}

export const defaultSettings: Settings = { hints: true, codeLens: true, budgetMs: 15_000 };

/** Seconds that may be set; the manifest states the same bounds. */
const budgetBounds = { least: 1, most: 120 };

/**
 * Settings out of what a client sent; what is missing or of the wrong kind has its default, a number out of bounds the
 * bound.
 */
export function readSettings(configuration: unknown): Settings {
  const budget = at(configuration, 'analysis', 'budgetSeconds');
  return {
    hints: flag(at(configuration, 'hints', 'enabled'), defaultSettings.hints),
    codeLens: flag(at(configuration, 'codeLens', 'enabled'), defaultSettings.codeLens),
    budgetMs:
      typeof budget === 'number' && Number.isFinite(budget)
        ? Math.min(budgetBounds.most, Math.max(budgetBounds.least, budget)) * 1000
        : defaultSettings.budgetMs,
  };
}

function at(value: unknown, ...path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (inner, key) => (typeof inner === 'object' && inner !== null ? (inner as Record<string, unknown>)[key] : undefined),
    value,
  );
}

function flag(value: unknown, otherwise: boolean): boolean {
  return typeof value === 'boolean' ? value : otherwise;
}
