/** Runs axe in a page or frame: the rules of WCAG 2.2 up to level AA, and axe's own good practice. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Frame, Page } from 'playwright-core';

let source: string | undefined;

/**
 * What axe finds, each as 'rule: element'; empty where all is well.
 *
 * @param where the page, or the frame of a webview
 */
export async function violations(where: Page | Frame): Promise<string[]> {
  source ??= readFileSync(join(process.cwd(), 'node_modules', 'axe-core', 'axe.min.js'), 'utf8');
  // Evaluated by the debugger, which the content policy of a webview does not hold back.
  await where.evaluate(source);
  return where.evaluate(async () => {
    const axe = (globalThis as unknown as { axe: AxeApi }).axe;
    const { violations: found } = await axe.run(document, {
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
      resultTypes: ['violations'],
    });
    return found.flatMap((rule) =>
      rule.nodes.map((node) => `${rule.id}: ${node.target.join(' ')}: ${node.failureSummary ?? rule.help}`),
    );
  });
}

interface AxeApi {
  run(
    root: Document,
    options: object,
  ): Promise<{
    violations: { id: string; help: string; nodes: { target: string[]; failureSummary?: string }[] }[];
  }>;
}
