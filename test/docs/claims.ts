/** What a document claims that a machine can check. */

/** The scripts that a reader is told to run, such as `demo` in `npm run demo`. */
export function scriptsNamed(text: string): string[] {
	const run = [...text.matchAll(/\bnpm run ([\w:-]+)/g)].map(([, name = '']) => name);
	return /\bnpm test\b/.test(text) ? ['test', ...run] : run;
}

/** The targets of links and pictures: an address, a path, or `#` and a heading. */
export function linksIn(text: string): string[] {
	const inline = [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target);
	const html = [...text.matchAll(/\b(?:src|href)="([^"]+)"/g)].map(([, target = '']) => target);
	return [...inline, ...html];
}

/** Files and folders of the repository that are named in backticks. */
export function pathsNamed(text: string): string[] {
	const paths = /`((?:nodes|credentials|test|examples|docs|\.ci|\.github)\/[\w./-]*)`/g;
	return [...text.matchAll(paths)].map(([, path = '']) => path);
}

/** What stands in bold, outside of code. */
export function boldIn(text: string): string[] {
	return [...withoutCode(text).matchAll(/\*\*(.+?)\*\*/g)].map(([, words = '']) => words);
}

/** The anchors that GitHub gives to the headings of a document. */
export function anchorsOf(text: string): string[] {
	return [...withoutCode(text).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
		heading
			.toLowerCase()
			.replace(/[^\p{L}\p{N}\s_-]/gu, '')
			.replace(/\s/g, '-'),
	);
}

const withoutCode = (text: string) =>
	text.replace(/^```[\s\S]*?^```/gm, '').replace(/`[^`]*`/g, '');
