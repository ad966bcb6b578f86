import type { GenerationAnswer } from '../../../nodes/XhuoImage/api/answers';
import { isWellFormed } from './oddities';

/** Whether everything that was read of an answer can be used as it is. */
export function isWellFormedAnswer(answer: GenerationAnswer): boolean {
	const { taskId, traceId, model, created, usage, cost, images } = answer;
	return (
		[taskId, traceId, model].every(isWellFormed) &&
		(created === undefined || (created > 0 && !Number.isNaN(Date.parse(isoOf(created))))) &&
		Object.values(usage ?? {}).every(isAmount) &&
		(cost === undefined || (isAmount(cost.amount) && cost.currency !== '')) &&
		images.length > 0 &&
		images.every(
			({ url, base64, revisedPrompt }) =>
				(url ?? base64) !== undefined && [url, base64, revisedPrompt].every(isWellFormed),
		)
	);
}

const isoOf = (seconds: number): string => new Date(seconds * 1000).toISOString();

const isAmount = (value: unknown): boolean =>
	typeof value === 'number' && Number.isFinite(value) && value >= 0;
