import type { IConnections, INode, IPinData, IWorkflowSettings } from 'n8n-workflow';
import { jsonParse, parseWorkflowStructure } from 'n8n-workflow';

import { readFile } from '../../support/node';

/** A workflow as n8n exports it: the part of the JSON that the engine needs. */
export interface WorkflowDefinition {
	id?: string;
	name?: string;
	nodes: INode[];
	connections: IConnections;
	settings?: IWorkflowSettings;
	pinData?: IPinData;
}

/**
 * Reads an exported workflow, unchanged, from a JSON file such as those in `examples/`.
 * @throws when n8n itself would refuse to import it: a malformed node, a connection to nowhere
 */
export async function readWorkflow(path: string): Promise<WorkflowDefinition> {
	const text = await readFile(path, 'utf8');
	parseWorkflowStructure(jsonParse(text));
	return jsonParse<WorkflowDefinition>(text);
}
