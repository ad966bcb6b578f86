import fc from 'fast-check';

import { readCallback } from '../../../nodes/XhuoImage/callback/readCallback';
import { isWellFormed, noise, oddities, RUNS } from './oddities';
import { isWellFormedAnswer } from './wellFormed';

const LINK = 'https://cdn.example.com/1.png';

describe('the reader of callbacks', () => {
	it('reads whatever comes, and all that it reads can be used', () => {
		const kinds = new Set<string>();
		fc.assert(
			fc.property(oddities('callbacks'), (body) => {
				const callback = readCallback(body);
				kinds.add(callback?.kind ?? 'none');
				if (!callback) return true;
				if (callback.taskId === '' || !isWellFormed(callback.taskId)) return false;
				if (callback.kind === 'succeeded') return isWellFormedAnswer(callback.answer);
				const { code, message } = callback.failure;
				return [code, message, callback.traceId].every(isWellFormed);
			}),
			{ numRuns: RUNS / 2 },
		);
		expect(kinds).toEqual(new Set(['none', 'succeeded', 'failed']));
	});

	it('finds the image of a finished task, whatever noise is around it', () => {
		fc.assert(
			fc.property(noise, noise, fc.boolean(), (beside, inside, isNested) => {
				const data = [{ url: LINK }];
				const body = { ...beside, task_id: 't', data: isNested ? { ...inside, data } : data };
				const callback = readCallback(body);
				return (
					callback?.kind === 'succeeded' &&
					callback.taskId === 't' &&
					isWellFormedAnswer(callback.answer) &&
					callback.answer.images[0]?.url === LINK
				);
			}),
			{ numRuns: RUNS / 2 },
		);
	});
});
