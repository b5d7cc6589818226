export const bundleFile: string;
export function extensionSources(): { name: string; text: string }[];
export function callsIn(text: string): { line: number; message?: string; comment?: string[] }[];
export function bundle(): string;
