/** `docs/benchmarks.md`: what was measured stands between two marks; the words around them are people's and stay. */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { cellsOf, HEADINGS } from './cells.ts';
import type { Line } from './line.ts';

const file = fileURLToPath(new URL('../../../docs/benchmarks.md', import.meta.url));
const BEGIN = '<!-- measured: written by npm run bench -->';
const END = '<!-- end of what was measured -->';

/** What a row found, or why it did not run. */
export interface Measured {
  title: string;
  lines: readonly Line[];
  problem: string | null;
}

const row = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;

function tableOf(lines: readonly Line[]): string[] {
  return [row(HEADINGS), row(HEADINGS.map(() => '---')), ...lines.map((line) => row(cellsOf(line)))];
}

/** What was measured, as Markdown. */
export function sectionOf(measured: readonly Measured[], facts: readonly (readonly [string, string])[]): string {
  const text = facts.map(([name, value]) => `- ${name}: ${value}`);
  for (const { title, lines, problem } of measured) {
    text.push('', `### ${title}`, '', ...(problem === null ? tableOf(lines) : [`Did not run: ${problem}`]));
  }
  return text.join('\n');
}

/** Puts it in the place of what was measured before. */
export function writeDocument(section: string): void {
  const text = readFileSync(file, 'utf8');
  const [before, rest] = text.split(BEGIN);
  const after = rest?.split(END)[1];
  if (before === undefined || after === undefined) throw new Error(`${file} has lost its marks: ${BEGIN} … ${END}`);
  writeFileSync(file, `${before}${BEGIN}\n\n${section}\n\n${END}${after}`);
}
