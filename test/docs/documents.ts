import { join, readdir, readFile } from '../support/node';

const MARKED = /<!-- ([\w-]+):start -->[\s\S]*?<!-- \1:end -->/g;

/** A Markdown file of the repository. */
export interface Document {
	/** From the root of the repository. */
	readonly path: string;
	readonly text: string;
}

/** The documents that users and developers read. */
export async function readDocuments(): Promise<Document[]> {
	const names = (await readdir('docs')).filter((name) => name.endsWith('.md')).sort();
	const paths = [
		'README.md',
		'CHANGELOG.md',
		'examples/README.md',
		...names.map((name) => join('docs', name)),
	];
	return await Promise.all(
		paths.map(async (path) => ({ path, text: await readFile(path, 'utf8') })),
	);
}

/** The names of the sections that a document has markers for. */
export function sectionsIn({ text }: Document): string[] {
	return [...text.matchAll(MARKED)].map(([, name = '']) => name);
}

/**
 * Puts the sections between their markers.
 *
 * @returns the text of the document as it should be
 * @throws Error for markers of a section that does not exist
 */
export function fill({ path, text }: Document, sections: ReadonlyMap<string, string>): string {
	return text.replace(MARKED, (_marked, name: string) => {
		const content = sections.get(name);
		if (content === undefined) throw new Error(`${path}: there is no section ${name}`);
		return `<!-- ${name}:start -->\n\n${content}\n\n<!-- ${name}:end -->`;
	});
}
