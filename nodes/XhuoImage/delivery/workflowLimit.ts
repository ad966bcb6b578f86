import { NodeOperationError, type IExecuteFunctions } from 'n8n-workflow';

/**
 * Refuses, before anything is paid, to ask for images for longer than n8n lets the workflow run: n8n
 * would end it with the tasks paid for and their ids lost. The workflow's own setting is all that a
 * node can see; the one for the whole n8n (EXECUTIONS_TIMEOUT) it cannot.
 *
 * @param limitMs how long the node may ask, in milliseconds
 * @throws NodeOperationError when the workflow ends sooner
 */
export function refuseLimitBeyondWorkflow(context: IExecuteFunctions, limitMs: number): void {
	const workflowMs = workflowLimitMs(context);
	if (workflowMs === undefined || limitMs < workflowMs) return;
	throw new NodeOperationError(
		context.getNode(),
		`'Limit (Minutes)' is ${minutes(limitMs)}, but n8n ends this workflow after ${minutes(workflowMs)}`,
		{
			description:
				"Set 'Limit (Minutes)' to less than 'Timeout After' in the settings of the workflow, or raise that. Nothing was sent.",
		},
	);
}

/**
 * What to tell the user when a suspended execution may outlast the workflow's time limit; `undefined`
 * when it cannot. The limit does not run while an execution is suspended. But where n8n is not in
 * queue mode, an execution whose wait is over is measured from its start, and ended at once.
 *
 * @param limitMs how long the execution may be suspended, in milliseconds
 */
export function warningOfWorkflowLimit(
	context: IExecuteFunctions,
	limitMs: number,
): string | undefined {
	const workflowMs = workflowLimitMs(context);
	if (workflowMs === undefined || limitMs < workflowMs) return undefined;
	return `'Limit (Minutes)' is ${minutes(limitMs)}, but 'Timeout After' in the settings of the workflow is ${minutes(workflowMs)}. Images that come in time go on as usual; if the limit passes, n8n may end the workflow without giving out the task IDs. 'Get Many' of the resource 'Task' still finds the images.`;
}

/** In milliseconds; n8n keeps it in seconds, and -1 or nothing is no limit. */
function workflowLimitMs(context: IExecuteFunctions): number | undefined {
	const seconds = Number(context.getWorkflowSettings().executionTimeout ?? -1);
	return seconds > 0 ? seconds * 1000 : undefined;
}

const minutes = (ms: number): string => String(Math.round(ms / 600) / 100);
