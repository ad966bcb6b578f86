import { NodeOperationError, type IExecuteFunctions, type INodeExecutionData } from 'n8n-workflow';

import { cancelSignal } from '../api/client';
import { itemForModel } from '../output/toolUse';

/**
 * Runs an operation as a tool of an AI agent: whatever goes wrong comes out as an item that the model
 * can read, and not as something thrown, of which the model learns little or nothing.
 *
 * @throws whatever is thrown when the execution was stopped
 */
export async function executeAsTool(
	context: IExecuteFunctions,
	execute: (context: IExecuteFunctions) => Promise<INodeExecutionData[]>,
): Promise<INodeExecutionData[]> {
	try {
		const items = await execute(context);
		return items.map((item) => itemForModel(context, item));
	} catch (thrown) {
		if (cancelSignal(context)?.aborted) return await Promise.reject(thrown);
		return [{ json: explanation(thrown), pairedItem: { item: 0 } }];
	}
}

function explanation(thrown: unknown) {
	const message = thrown instanceof Error ? thrown.message : String(thrown);
	const isExplained = thrown instanceof NodeOperationError && thrown.description;
	return {
		error: message,
		whatToDo: isExplained
			? String(thrown.description)
			: 'Tell the user that no image was made, and why; the tool has to be set right in n8n first.',
	};
}
