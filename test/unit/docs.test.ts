import { XhuoApi } from '../../credentials/XhuoApi.credentials';
import { anchorsOf, boldIn, linksIn, pathsNamed, scriptsNamed } from '../docs/claims';
import { fill, readDocuments, sectionsIn, type Document } from '../docs/documents';
import { everyLabel } from '../docs/nodeFields';
import { writeSections } from '../docs/sections';
import { dirname, existsSync, join, readFileSync } from '../support/node';

/** The documents for users of n8n; in them, bold is only for what is on the screen. */
const FOR_USERS = [
	'README.md',
	'CHANGELOG.md',
	'docs/callbacks.md',
	'docs/deliveries.md',
	'docs/errors.md',
];

/** What n8n itself, not this package, shows on the screen. */
const WORDS_OF_N8N = new Set([
	'Binary',
	'Community nodes',
	'Continue',
	'Continue (using error output)',
	'Execute step',
	'Install',
	'Install a community node',
	'JSON',
	'Let the model define this parameter',
	'Listen for test event',
	'npm Package Name',
	'On Error',
	'Production URL',
	'Publish',
	'Retry execution',
	'Retry On Fail',
	'Save',
	'Settings',
	'Test URL',
	'Tool',
	'Webhook URLs',
	'XHuo API',
	'XHuo Image',
	'XHuo Image Trigger',
]);

let documents: Document[];
beforeAll(async () => {
	documents = await readDocuments();
});

/** Claims of all documents that do not hold, each with its document. */
const untrue = (claims: (document: Document) => string[], holds: (claim: string) => boolean) =>
	documents.flatMap((document) =>
		claims(document)
			.filter((claim) => !holds(claim))
			.map((claim) => `${document.path}: ${claim}`),
	);

describe('the tables in the documents', () => {
	const sections = writeSections();

	it('are what the nodes say today; otherwise run `npm run docs`', () => {
		for (const document of documents) expect(document.text).toBe(fill(document, sections));
	});

	it('are all shown somewhere: no operation, field or code is left out', () => {
		const shown = documents.flatMap(sectionsIn);
		expect([...sections.keys()].filter((name) => !shown.includes(name))).toEqual([]);
	});
});

describe('what the documents tell to do', () => {
	it('names scripts that package.json has', () => {
		const { scripts } = JSON.parse(readFileSync('package.json', 'utf8'));
		expect(
			untrue(
				({ text }) => scriptsNamed(text),
				(name) => name in scripts,
			),
		).toEqual([]);
	});

	it('links to files that exist, and to headings that they have', () => {
		const local = ({ path, text }: Document) =>
			linksIn(text)
				.filter((target) => !/^[a-z]+:/.test(target))
				.map((target) =>
					target.startsWith('#') ? `${path}${target}` : join(dirname(path), target),
				);
		const exists = (target: string) => {
			const [path = '', anchor] = target.split('#');
			if (!existsSync(path)) return false;
			return anchor === undefined || anchorsOf(readFileSync(path, 'utf8')).includes(anchor);
		};
		expect(untrue(local, exists)).toEqual([]);
	});

	it('names files and folders that exist', () => {
		expect(untrue(({ text }) => pathsNamed(text), existsSync)).toEqual([]);
	});

	it('calls fields, choices and buttons what they are called on the screen', () => {
		const labels = everyLabel();
		const inBold = ({ path, text }: Document) => (FOR_USERS.includes(path) ? boldIn(text) : []);
		const isOnScreen = (words: string) => labels.has(words) || WORDS_OF_N8N.has(words);
		expect(untrue(inBold, isOnScreen)).toEqual([]);
	});

	it('has the heading that the credential dialog links to', () => {
		const [, anchor] = new XhuoApi().documentationUrl.split('#');
		const readme = documents.find(({ path }) => path === 'README.md');
		expect(anchorsOf(readme?.text ?? '')).toContain(anchor);
	});
});
