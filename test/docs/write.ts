/** `npm run docs`: writes the tables of the README and of docs/ anew, from the nodes themselves. */
import { process, writeFile } from '../support/node';
import { fill, readDocuments } from './documents';
import { writeSections } from './sections';

async function main(): Promise<void> {
	const sections = writeSections();
	for (const document of await readDocuments()) {
		const text = fill(document, sections);
		if (text !== document.text) await writeFile(document.path, text);
		const verdict =
			text === document.text ? 'is up to date' : 'was out of date and is written anew';
		process.stdout.write(`${document.path} ${verdict}\n`);
	}
}

void main();
