import { NodeHelpers, Workflow, type INode, type INodeParameters } from 'n8n-workflow';

import { XhuoImage } from '../../../nodes/XhuoImage/XhuoImage.node';

const { description } = new XhuoImage();

const nodeWith = (parameters: INodeParameters): INode => ({
	id: '1',
	name: 'XHuo Image',
	type: 'xhuoImage',
	typeVersion: 1,
	position: [0, 0],
	parameters,
});

const visible = (parameters: INodeParameters): string[] =>
	description.properties
		.filter((property) =>
			NodeHelpers.displayParameter(parameters, property, nodeWith(parameters), description),
		)
		.map(({ displayName }) => displayName);

describe('the fields of tasks', () => {
	const ALWAYS = ['Resource', 'Operation'];
	const FILES = ['Download Images', 'Put Output File in Field', 'Options'];

	it('are those of the operation, and none of images', () => {
		const base = { resource: 'task', downloadImages: true, delivery: 'pause', model: 'dall-e-3' };
		expect(visible({ ...base, operation: 'get' })).toEqual([...ALWAYS, 'Task ID', ...FILES]);
		expect(visible({ ...base, operation: 'getMany', returnAll: false })).toEqual([
			...[...ALWAYS, 'Task IDs', 'Created After', 'Created Before', 'Return All', 'Limit'],
			...FILES,
		]);
	});

	it('hide the limit where all are wanted, and the field for the file where none is', () => {
		const parameters = { operation: 'getMany', returnAll: true, downloadImages: false };
		const shown = visible({ resource: 'task', ...parameters });
		expect(shown).not.toContain('Limit');
		expect(shown).not.toContain('Put Output File in Field');
	});

	it('are named and described as n8n wants it', () => {
		const choices = description.properties.flatMap(({ name, options = [], displayOptions }) =>
			name === 'operation' && displayOptions?.show?.resource?.includes('task') ? options : [],
		);
		expect(choices).toMatchObject([
			{ name: 'Get', value: 'get', action: 'Get task' },
			{ name: 'Get Many', value: 'getMany', action: 'Get many tasks' },
		]);
	});
});

describe('the subtitle of the node', () => {
	it.each([
		[{ resource: 'image', operation: 'generate', model: 'dall-e-3' }, 'generate: dall-e-3'],
		[{ resource: 'task', operation: 'get' }, 'get: task'],
		[{ resource: 'task', operation: 'getMany', model: 'dall-e-3' }, 'getMany: task'],
	])('for %j is %p', (parameters, subtitle) => {
		const node = nodeWith(parameters);
		const nodeTypes = {
			getByName: () => new XhuoImage(),
			getByNameAndVersion: () => new XhuoImage(),
			getKnownTypes: () => ({}),
		};
		const workflow = new Workflow({ nodes: [node], connections: {}, active: false, nodeTypes });
		const text = workflow.expression.getSimpleParameterValue(
			workflow.getNode(node.name) ?? node,
			description.subtitle,
			'internal',
			{},
		);
		expect(text).toBe(subtitle);
	});
});
