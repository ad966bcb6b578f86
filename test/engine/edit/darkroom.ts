import { createHash } from 'node:crypto';

import type { IDataObject, INodeParameters, INodeType } from 'n8n-workflow';

import type { RequestRecord } from '../../simulator';
import {
	throwawayNode,
	workflow,
	xhuoImage,
	type NodeSettings,
	type RunOptions,
	type WorkflowBuilder,
} from '../harness';
import { NODE, useStudio, type Studio } from '../image/studio';

/** An item with files, by the names of its binary fields. */
export interface Album {
	readonly json?: IDataObject;
	readonly files: Readonly<Record<string, Buffer>>;
}

/** The studio for pictures that go in. */
export interface Darkroom {
	readonly studio: Studio;
	/** A workflow whose XHuo Image node edits the pictures of these items. */
	editing(
		albums: readonly Album[],
		parameters?: INodeParameters,
		settings?: NodeSettings,
	): WorkflowBuilder;
	/** Runs such a workflow with the right credential. */
	edit(
		albums: readonly Album[],
		parameters?: INodeParameters,
		settings?: NodeSettings,
		options?: RunOptions,
	): ReturnType<WorkflowBuilder['run']>;
	/** The edits that the simulator was asked for, refused ones among them. */
	edits(): RequestRecord[];
}

/** A node that gives out these files, as a download or a form does. */
export function filesNode(albums: readonly Album[]): INodeType {
	return throwawayNode('files', async function () {
		const items = albums.map(async ({ json = {}, files }, index) => {
			const stored = Object.entries(files).map(async ([name, file]) => [
				name,
				// The name lies about the type: what counts are the bytes.
				await this.helpers.prepareBinaryData(file, `${name}.bin`, 'application/octet-stream'),
			]);
			const binary = Object.fromEntries(await Promise.all(stored));
			return { json, binary, pairedItem: { item: index } };
		});
		return [await Promise.all(items)];
	});
}

/** Starts a simulator before the tests of a file, empties it between them, and ends it. */
export function useDarkroom(): Darkroom {
	const studio = useStudio();
	const editing: Darkroom['editing'] = (albums, parameters = {}, settings = {}) =>
		workflow()
			.start([{}])
			.testNode('Files', filesNode(albums))
			.node(
				NODE,
				xhuoImage({ operation: 'edit', prompt: 'make it night', ...parameters }),
				settings,
			);
	return {
		studio,
		editing,
		edit: async (albums, parameters, settings, options = {}) =>
			await editing(albums, parameters, settings).run({
				credentials: studio.credentials(),
				...options,
			}),
		edits: () => studio.simulator.requests.filter(({ path }) => path.endsWith('/images/edits')),
	};
}

export const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');
