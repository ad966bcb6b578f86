import { z } from 'zod';

import { fetchNodeTypes, type ServedType } from '../api/node-types';
import { importWorkflow, readWorkflow } from '../api/workflows';
import type { RunningN8n } from '../instance/running-n8n';
import { prepared, sharedN8n } from '../setup/prepared';
import { join, readdir, readdirSync } from '../support/node';
import { projectFolder } from '../support/paths';

const folder = join(projectFolder, 'examples');
/** Has an AI Agent of a version that n8n 1 need not know, as its line in `examples/README.md` says. */
const FROM_N8N_2 = ['agent-that-draws.json'];
const isOldN8n = prepared().installation.version.startsWith('1.');
const files = readdirSync(folder)
	.filter((file) => file.endsWith('.json'))
	.filter((file) => !isOldN8n || !FROM_N8N_2.includes(file));

describe('the workflows in examples/', () => {
	let n8n: RunningN8n;
	let types: ServedType[];

	beforeAll(async () => {
		n8n = await sharedN8n();
		types = await fetchNodeTypes(n8n.api);
	});

	it('are there', async () => {
		expect(await readdir(folder)).not.toEqual([]);
	});

	it.each(files)('%s imports, and n8n knows all its nodes and their parameters', async (file) => {
		const { nodes } = await importWorkflow(n8n.api, await readWorkflow(join(folder, file)));

		const unknown = nodes.flatMap(({ name, type, typeVersion, parameters }) => {
			const served = types.find(
				(candidate) => candidate.name === type && hasVersion(candidate, typeVersion),
			);
			if (served === undefined) return [`${name}: ${type} ${String(typeVersion)}`];
			const known = new Set(served.properties.map((property) => property.name));
			return Object.keys(parameters)
				.filter((parameter) => !known.has(parameter))
				.map((parameter) => `${name}: ${parameter}`);
		});
		expect(unknown).toEqual([]);
	});
});

function hasVersion(type: ServedType, version: unknown): boolean {
	const versions = z.union([z.number(), z.array(z.number())]).parse(type.version);
	return [versions].flat().some((known) => known === version);
}
