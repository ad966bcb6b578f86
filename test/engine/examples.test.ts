import type { INode, INodeProperties, INodeTypeDescription } from 'n8n-workflow';
import { NodeHelpers } from 'n8n-workflow';

import { readdir, readFile } from '../support/node';
import type { Registry } from './harness';
import { getRegistry, packageName, readWorkflow } from './harness';

const FOLDER = 'examples';

/** Notes are not run; n8n's AI nodes come with the whole n8n only, and the end-to-end tests try them. */
const isLeftOut = (type: string) =>
	type === 'n8n-nodes-base.stickyNote' || type.startsWith('@n8n/n8n-nodes-langchain.');

/** What n8n's editor would mark red after the import. */
function issuesOf(node: INode, registry: Registry): string[] {
	const { description } = registry.getByNameAndVersion(node.type, node.typeVersion);
	const found = NodeHelpers.getNodeParametersIssues(description.properties, node, description);
	const missing = found ? NodeHelpers.nodeIssuesToString(found, node) : [];
	const isOurs = node.type.startsWith(`${packageName}.`);
	return isOurs ? [...missing, ...unknownValues(node, description)] : missing;
}

/** Values that no visible field of the node has: a hidden or misspelled field, or no such choice. */
function unknownValues(node: INode, description: INodeTypeDescription): string[] {
	const { properties } = description;
	const values = NodeHelpers.getNodeParameters(
		properties,
		node.parameters,
		true,
		false,
		node,
		description,
	);
	const isVisible = (property: INodeProperties) =>
		NodeHelpers.displayParameter(values ?? {}, property, node, description, values ?? {});
	const isKnown = ([name, value]: [string, unknown]) =>
		properties.some(
			(property) => property.name === name && isVisible(property) && takes(property, value),
		);
	return Object.entries(node.parameters)
		.filter((entry) => !isKnown(entry))
		.map(([name, value]) => `${name}: ${JSON.stringify(value)}`);
}

function takes({ type, options = [] }: INodeProperties, value: unknown): boolean {
	if (type !== 'options' || (typeof value === 'string' && value.startsWith('='))) return true;
	return options.some((option) => 'value' in option && option.value === value);
}

describe('the workflows in examples/', () => {
	it('each have a note that explains them, and a line in the README beside them', async () => {
		const files = (await readdir(FOLDER)).filter((file) => file.endsWith('.json'));
		const readme = await readFile(`${FOLDER}/README.md`, 'utf8');
		for (const file of files) {
			const { nodes } = await readWorkflow(`${FOLDER}/${file}`);
			const notes = nodes.filter(({ type }) => type === 'n8n-nodes-base.stickyNote');
			expect([file, notes.length > 0, readme.includes(`(${file})`)]).toEqual([file, true, true]);
		}
	});

	it('can be imported, and no node has an issue', async () => {
		const files = (await readdir(FOLDER)).filter((file) => file.endsWith('.json'));
		const registry = await getRegistry('source');
		const issues: string[] = [];
		for (const file of files) {
			const { nodes } = await readWorkflow(`${FOLDER}/${file}`);
			const executed = nodes.filter(({ type }) => !isLeftOut(type));
			for (const node of executed) {
				issues.push(...issuesOf(node, registry).map((issue) => `${file}, ${node.name}: ${issue}`));
			}
		}

		expect(files).toContain('image-showcase.json');
		expect(issues).toEqual([]);
	});
});
