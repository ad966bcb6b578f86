import { Workflow, type ILoadOptionsFunctions } from 'n8n-workflow';

import { LoadOptionsContext } from './n8n-core';
import type { RunResult } from './run-result';

/** What n8n hands to a node to fill the list of a field, for a node of a workflow that ran. */
export function loadOptionsContext({ origin }: RunResult, name: string): ILoadOptionsFunctions {
	const { definition, registry, additionalData } = origin;
	const nodeTypes = registry;
	const workflow = new Workflow({ ...structuredClone(definition), active: false, nodeTypes });
	const node = workflow.getNode(name);
	if (!node) throw new Error(`The workflow has no node ${name}`);
	return new LoadOptionsContext(workflow, node, additionalData, 'parameters');
}
