import type { IRunExecutionData } from 'n8n-workflow';
import { parse, stringify } from 'flatted';

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
 */
export async function retry(failed: RunResult, options: RunOptions = {}): Promise<Execution> {
	const data = stored(failed);
	const { lastNodeExecuted, runData } = data.resultData;
	delete data.resultData.error;
	const runs = lastNodeExecuted === undefined ? undefined : runData[lastNodeExecuted];
	if (runs?.at(-1)?.error !== undefined) runs.pop();
	const { definition } = failed.origin;
	return await execute(
		definition,
		{ ...failed.origin.options, ...options },
		{ data, mode: 'retry' },
	);
}
