import { readFile, writeFile } from '../support/node';
import type { Part } from './part';
import { tablesInWords, targetsInWords } from './report';
import { chartOf } from './scale/chart';

const DOCUMENT = 'docs/scaling.md';
const CHART = 'docs/images/bench.svg';
const MARKED = /<!-- measured (\S+) -->[\s\S]*?<!-- end of \1 -->/g;

/** Puts what was measured into the documents: the tables between their markers, and the chart. */
export async function writeDocuments(parts: Readonly<Record<string, Part>>): Promise<void> {
	const text = await readFile(DOCUMENT, 'utf8');
	await writeFile(DOCUMENT, fillMeasured(text, parts));
	if (parts.images) await writeFile(CHART, chartOf(parts.images.figures));
}

/** A document with the sections of the parts that were measured anew, the others as they were. */
export function fillMeasured(text: string, parts: Readonly<Record<string, Part>>): string {
	return text.replace(MARKED, (before, name: string) => {
		const part = parts[name];
		if (!part) return before;
		const { targets } = part;
		const printed = [tablesInWords(part), ...(targets.length > 0 ? [targetsInWords(targets)] : [])];
		return [
			`<!-- measured ${name} -->\n`,
			`\`\`\`text\n${printed.join('\n\n')}\n\`\`\`\n`,
			`<!-- end of ${name} -->`,
		].join('\n');
	});
}
