import fc from 'fast-check';

import {
	readError,
	readGeneration,
	readPaid,
	readSubmission,
} from '../../../nodes/XhuoImage/api/answers';
import { explainAnswer } from '../../../nodes/XhuoImage/api/refusals';
import { noise, oddities, RUNS, scrap, isWellFormed } from './oddities';
import { isWellFormedAnswer } from './wellFormed';

const LINK = 'https://cdn.example.com/1.png';

/** The forms in which an image comes; the two of the guide first. */
const FORMS: ReadonlyArray<(entries: readonly unknown[]) => object> = [
	(data) => ({ data }),
	(data) => ({ data: { created: 5, data } }),
	(images) => ({ images }),
	(data) => ({ result: JSON.stringify({ data }) }),
];

const ANSWERS = ['generations', 'elsewhere', 'submissions'] as const;

describe('the reader of answers', () => {
	it('reads whatever comes, and all that it reads can be used', () => {
		let found = 0;
		fc.assert(
			fc.property(fc.oneof(...ANSWERS.map(oddities)), (body) => {
				const answer = readPaid(body);
				const submission = readSubmission(body);
				const error = readError(body);
				if (answer) found += 1;
				return (
					(!answer || isWellFormedAnswer(answer)) &&
					[submission?.taskId, submission?.traceId].every(isWellFormed) &&
					[error?.code, error?.type, error?.message].every(isWellFormed)
				);
			}),
			{ numRuns: RUNS / 2 },
		);
		expect(found).toBeGreaterThan(RUNS / 10);
	});

	it('finds the image of an answer, whatever noise is around it', () => {
		fc.assert(
			fc.property(
				fc.nat(FORMS.length - 1),
				noise,
				fc.array(scrap, { maxLength: 2 }),
				fc.array(scrap, { maxLength: 2 }),
				(form, beside, before, after) => {
					const held = FORMS[form]?.([...before, { url: LINK }, ...after]);
					const answer = readGeneration({ ...beside, ...held });
					return (
						answer !== undefined &&
						isWellFormedAnswer(answer) &&
						answer.images.filter(({ url }) => url === LINK).length === 1
					);
				},
			),
			{ numRuns: RUNS / 2 },
		);
	});

	it('explains any answer that holds none', () => {
		fc.assert(
			fc.property(oddities('refusals'), fc.integer({ min: 100, max: 599 }), (body, status) => {
				const text = typeof body === 'string' ? body : (JSON.stringify(body) ?? '');
				const failure = explainAnswer({ status, headers: {}, body: text }, body, 0);
				const { message, advice, code, received = '' } = failure;
				return [message, advice, code].every(isWellFormed) && Buffer.byteLength(received) <= 2048;
			}),
			{ numRuns: RUNS / 10 },
		);
	});
});
