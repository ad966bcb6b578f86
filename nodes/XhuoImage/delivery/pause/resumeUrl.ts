import type { IExecuteFunctions } from 'n8n-workflow';

/**
 * The last part of the path under which a suspended XHuo Image node listens. n8n's bare resume URL
 * wakes whichever node of the execution is waiting; with a path of its own, a late or repeated
 * callback cannot wake a Wait node further down.
 */
export const RESUME_PATH = 'xhuo-image';

/**
 * Where the results of this execution's tasks are to be sent. The URL carries the execution's own
 * secret; while the execution runs, n8n turns callbacks away without harm.
 */
export function resumeCallbackUrl(context: IExecuteFunctions): URL {
	const url = new URL(String(context.evaluateExpression('{{ $execution.resumeUrl }}', 0)));
	url.pathname = `${url.pathname.replace(/\/+$/, '')}/${RESUME_PATH}`;
	return url;
}
