import type { IRunExecutionData } from 'n8n-workflow';
import { parse, stringify } from 'flatted';

import type { WorkflowDefinition } from './definition';
import type { Execution, RunOptions } from './execution';
import { execute } from './execution';
import type { RunResult } from './run-result';

/** The data of an execution after n8n has written it to its database and read it again. */
export function stored(run: RunResult): IRunExecutionData {
	return parse(stringify(run.data));
}

/**
 * Retries a failed execution as n8n's list of executions does ("Retry with original workflow"): a
 * new execution, in mode `retry`, that starts from the stored data of the old one at the node that
 * failed; the data that nodes had put in their context is still there.
 *
 * @param definition the workflow as it was changed meanwhile ("Retry with currently saved workflow"):
 *   n8n then runs the changed node on the input of before
 */
export async function retry(
	failed: RunResult,
	options: RunOptions = {},
	definition: WorkflowDefinition = failed.origin.definition,
): Promise<Execution> {
	const data = stored(failed);
	const { lastNodeExecuted, runData } = data.resultData;
	delete data.resultData.error;
	const runs = lastNodeExecuted === undefined ? undefined : runData[lastNodeExecuted];
	if (runs?.at(-1)?.error !== undefined) runs.pop();
	for (const { node } of data.executionData?.nodeExecutionStack ?? []) {
		const saved = definition.nodes.find(({ name }) => name === node.name);
		// What a definition leaves out is the default, which the stored node has already.
		Object.assign(node.parameters, saved?.parameters);
	}
	return await execute(
		definition,
		{ ...failed.origin.options, ...options },
		{ data, mode: 'retry' },
	);
}
