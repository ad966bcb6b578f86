import { XhuoApi } from '../../credentials/XhuoApi.credentials';
import { TOOL_DESCRIPTION } from '../../nodes/XhuoImage/actions/toolDescription';
import { anchorsOf, boldIn, linksIn, pathsNamed, scriptsNamed } from '../docs/claims';
import { fill, readDocuments, sectionsIn, type Document } from '../docs/documents';
import { everyLabel } from '../docs/nodeFields';
import { writeSections } from '../docs/sections';
import { dirname, existsSync, join, readFileSync } from '../support/node';

/** The documents for users of n8n; in them, bold is only for what is on the screen. */
const FOR_USERS = [
	'README.md',
	'CHANGELOG.md',
	'docs/agents.md',
	'docs/callbacks.md',
	'docs/deliveries.md',
	'docs/edit.md',
	'docs/errors.md',
	'docs/fields.md',
	'docs/models.md',
	'docs/output.md',
	'docs/security.md',
	'examples/README.md',
];

/** More than this nobody reads to the end; the long tables have pages of their own. */
const MOST_LINES_OF_README = 200;

/** What n8n itself, not this package, shows on the screen. */
const WORDS_OF_N8N = new Set([
	'Binary',
	'Community nodes',
	'Continue',
	'Continue (using error output)',
	'Description',
	'Download raw file',
	'Execute step',
	'Execute workflow',
	'Import from file',
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
	'Set Automatically',
	'Set Manually',
	'Settings',
	'Test URL',
	'Tool',
	'Tool Description',
	'Webhook URLs',
	'XHuo API',
	'XHuo Image',
	'XHuo Image Tool',
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

	it('has the headings that n8n links to from the credential dialog and from the nodes', () => {
		const codex = ['XhuoImage', 'XhuoImageTrigger'].map((name) =>
			readFileSync(`nodes/XhuoImage/${name}.node.json`, 'utf8'),
		);
		const linked = [new XhuoApi().documentationUrl, ...codex].flatMap((text) =>
			[...text.matchAll(/n8n-nodes-xhuoapi#([\w-]+)/g)].map(([, anchor = '']) => anchor),
		);
		const ofReadme = anchorsOf(readFileSync('README.md', 'utf8'));
		// GitHub itself gives the anchor `readme` to the whole document.
		expect(linked.filter((anchor) => ![...ofReadme, 'readme'].includes(anchor))).toEqual([]);
		expect(linked).toContain('credential');
	});

	it('gives the model of the example agent the text of the document, which n8n would not', () => {
		const example: unknown = JSON.parse(readFileSync('examples/agent-that-draws.json', 'utf8'));
		expect(example).toMatchObject({
			nodes: expect.arrayContaining([
				expect.objectContaining({
					parameters: expect.objectContaining({
						descriptionType: 'manual',
						toolDescription: TOOL_DESCRIPTION,
					}),
				}),
			]),
		});
	});

	it('keeps the README short', () => {
		const lines = readFileSync('README.md', 'utf8').split('\n').length - 1;
		expect(lines).toBeLessThanOrEqual(MOST_LINES_OF_README);
	});
});
