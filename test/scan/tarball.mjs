import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** What the code of two nodes may weigh; more than this, and something else has come along. */
const MAX_BYTES = 150_000;
const ALLOWED = /^(dist\/.+\.(js|json|svg)|README\.md|LICENSE|package\.json)$/;
const REQUIRED = ['README.md', 'LICENSE', 'package.json'];
const DEPENDENCY_FIELDS = ['dependencies', 'optionalDependencies', 'bundledDependencies'];

/** What a user of n8n would get with the package that should not be there, or would miss. */
export async function tarballFindings({ bytes, files, folder }) {
	const { n8n, ...manifest } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
	const entries = [...n8n.nodes, ...n8n.credentials];
	const codexFiles = n8n.nodes.map((node) => node.replace(/\.js$/, '.json'));
	const needed = [...REQUIRED, ...entries, ...codexFiles];
	return [
		...(bytes < MAX_BYTES ? [] : [`The tarball has ${bytes} bytes, ${MAX_BYTES} are too many`]),
		...files.filter((file) => !ALLOWED.test(file)).map((file) => `${file} should not be shipped`),
		...needed.filter((file) => !files.includes(file)).map((file) => `${file} is missing`),
		...DEPENDENCY_FIELDS.filter((field) => Object.keys(manifest[field] ?? {}).length > 0).map(
			(field) => `package.json has ${field}`,
		),
	];
}
