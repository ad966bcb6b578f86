import { NodeApiError, NodeOperationError, type IExecuteFunctions } from 'n8n-workflow';

import type { Failure } from '../api/failure';
import { failureFacts, failureMessage } from './items';

/**
 * Turns a failure into what n8n shows in the editor: what happened, what to do, and the numbers
 * that the provider's support asks for. It carries nothing of the request, so no token either.
 *
 * @param note a further sentence for the description, such as what became of the other items
 */
export function nodeError(
	context: Pick<IExecuteFunctions, 'getNode'>,
	failure: Failure,
	itemIndex: number,
	note = '',
): NodeApiError | NodeOperationError {
	const message = failureMessage(failure, itemIndex);
	const description = [failure.advice, note, reference(failure)].filter(Boolean).join(' ');
	if (failure.kind === 'invalid') {
		const error = new NodeOperationError(context.getNode(), message, { description, itemIndex });
		error.message = message;
		return error;
	}
	const error = new NodeApiError(
		context.getNode(),
		{ message },
		{
			message,
			description,
			itemIndex,
			...(failure.httpStatus !== undefined && { httpCode: String(failure.httpStatus) }),
		},
	);
	// n8n puts words of its own in place of a message that holds a code such as ECONNRESET.
	error.message = message;
	error.context.data = failureFacts(failure);
	return error;
}

function reference(failure: Failure): string {
	const facts = [
		failure.code && `code ${failure.code}`,
		failure.httpStatus && `HTTP status ${failure.httpStatus}`,
		failure.traceId && `trace ID ${failure.traceId}`,
		failure.taskId && `task ID ${failure.taskId}`,
	].filter(Boolean);
	return facts.length > 0 ? `(For support: ${facts.join(', ')})` : '';
}
