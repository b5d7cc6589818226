/** Writes results as JSON after docs/report.schema.json. */
import type { FileResult } from './document.js';

/** Version of the JSON that this writes; it stands in the output and in the schema. */
const jsonVersion = 1;

/**
 * The results as JSON text with two spaces of indentation and a final line break.
 *
 * @param files outcomes, file names already relative
 * @returns text that validates against docs/report.schema.json
 * @throws RangeError where a number is not finite: JSON cannot hold it, and writing null in its place would hide it
 */
export function toJson(files: readonly FileResult[]): string {
  const document = {
    version: jsonVersion,
    files: files.map((file) => ({
      file: file.file,
      // An absent report is written as null, so that readers need not tell "absent" from "forgotten".
      report: file.report ?? null,
      diagnostics: file.diagnostics,
    })),
  };
  return jsonText(document);
}

/** Plain data as JSON text; a number that JSON cannot hold is a RangeError. */
export function jsonText(document: unknown): string {
  return `${JSON.stringify(document, finite, 2)}\n`;
}

function finite(key: string, value: unknown): unknown {
  if (typeof value === 'number' && !Number.isFinite(value)) {
    throw new RangeError(`the report holds ${value} as "${key}"; every number must be finite`);
  }
  return value;
}
