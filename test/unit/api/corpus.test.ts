import { z } from 'zod';

import { readGeneration, readPaid, readSubmission } from '../../../nodes/XhuoImage/api/answers';
import { mayHaveBeenBilled } from '../../../nodes/XhuoImage/api/failure';
import { explainAnswer } from '../../../nodes/XhuoImage/api/refusals';
import { readTask } from '../../../nodes/XhuoImage/api/tasks';
import { readCallback } from '../../../nodes/XhuoImage/callback/readCallback';
import { corpus } from '../../support/corpus';

describe('an answer with images', () => {
	it.each(corpus('generations'))('%s', (_name, { body, expected }) => {
		expect(readGeneration(body) ?? null).toStrictEqual(expected);
	});
});

describe('an answer that was paid for, with', () => {
	it.each(corpus('elsewhere'))('%s', (_name, { body, expected }) => {
		const answer = readPaid(body);
		if (!answer?.received) return expect(answer ?? null).toStrictEqual(expected);
		expect(answer).toStrictEqual({ ...Object(expected), received: JSON.stringify(body) });
	});
});

describe('an answer whose images come later', () => {
	it.each(corpus('submissions'))('%s', (_name, { body, expected }) => {
		expect(readSubmission(body) ?? null).toStrictEqual(expected);
	});
});

/** A finished task's answer names the task; it is not written down for each. */
function withTask(body: unknown, expected: unknown): unknown {
	const task = z.object({ id: z.string() }).safeParse(body);
	const state = z
		.object({ answer: z.object({}).passthrough() })
		.passthrough()
		.safeParse(expected);
	if (!task.success || !state.success) return expected;
	const { received, ...answer } = state.data.answer;
	const shown = received === undefined ? {} : { received: JSON.stringify(body) };
	return { ...state.data, answer: { taskId: task.data.id, ...answer, ...shown } };
}

describe('a task with', () => {
	it.each(corpus('tasks'))('%s', (_name, { body, expected }) => {
		const state = readTask(body)?.state ?? null;
		if (state?.kind !== 'failed') return expect(state).toStrictEqual(withTask(body, expected));
		// What was received is not written down for every failure.
		const { received, ...rest } = state;
		expect(rest).toStrictEqual(expected);
		expect(received).toBe(JSON.stringify(body));
	});
});

describe('a callback', () => {
	it.each(corpus('callbacks'))('%s', (_name, { body, expected }) => {
		expect(readCallback(body) ?? null).toStrictEqual(expected);
	});
});

const refusalSchema = z.object({
	kind: z.string(),
	says: z.string(),
	quoted: z.string().nullable(),
	code: z.string().nullable(),
});

describe('an answer without an image', () => {
	it.each(corpus('refusals'))('%s', (_name, { status, headers, body, expected }) => {
		const { kind, says, quoted, code } = refusalSchema.parse(expected);
		const text = typeof body === 'string' ? body : JSON.stringify(body);
		const parsed = typeof body === 'string' ? undefined : body;
		const failure = explainAnswer({ status, headers, body: text }, parsed, 0);
		expect(failure.kind).toBe(kind);
		expect(failure.message).toContain(says);
		expect(failure.code ?? null).toBe(code);
		if (quoted !== null) expect(failure.advice).toContain(quoted);
		expect(failure.advice.includes('Nothing was billed') && mayHaveBeenBilled(failure)).toBe(false);
		if (text !== '') expect(failure.received).toBe(text);
	});
});
