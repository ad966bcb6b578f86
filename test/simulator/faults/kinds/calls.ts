import { z } from 'zod';

import { ERROR_CODES } from '../../contract/errors';
import type { ErrorCode } from '../../contract/errors';
import { ANSWER_SHAPES } from '../shapes/answer';
import { TASK_SHAPES } from '../shapes/task';
import { headers, ms, redirectStatus, status } from './parts';

const errorCode = z.custom<ErrorCode>(
	(value) => ERROR_CODES.some((code) => code === value),
	`must be one of ${ERROR_CODES.join(', ')}`,
);

/** Odd but usable: the answer of a call, the response of a task or a callback, in another form. */
export const shapeFault = z.object({ kind: z.literal('shape'), shape: z.enum(ANSWER_SHAPES) });

/** What can go wrong with an API call. */
export const apiFaults = [
	/** The generation takes this much longer. */
	z.object({ kind: z.literal('latency'), ms }),
	/**
	 * An error of contract §2. `billed` says that the work is done and paid all the same; by default
	 * only a 504 is ("the task may still be running"). `retryAfter` is the header as it is written.
	 */
	z.object({
		kind: z.literal('error'),
		code: errorCode,
		message: z.string().optional(),
		status: status.optional(),
		retryAfterSeconds: z.number().min(0).optional(),
		retryAfterForm: z.enum(['seconds', 'date']).optional(),
		retryAfter: z.string().optional(),
		body: z.enum(['json', 'html', 'empty']).optional(),
		billed: z.boolean().optional(),
	}),
	/** A proxy in between has no upstream: an HTML page. */
	z.object({
		kind: z.literal('gateway'),
		status: z.union([z.literal(502), z.literal(503), z.literal(504)]).optional(),
		retryAfterSeconds: z.number().min(0).optional(),
	}),
	/** The connection is reset before any work; nothing is billed. */
	z.object({ kind: z.literal('resetBeforeAccepting') }),
	/** The work is done and billed, then the connection is reset. */
	z.object({ kind: z.literal('resetAfterAccepting') }),
	/** Billed, and no answer ever comes. */
	z.object({ kind: z.literal('hang') }),
	/**
	 * Billed; a blank every `everyMs`, and never an end. With `blanks`, the answer follows after so many,
	 * as proxies do that keep a connection alive.
	 */
	z.object({
		kind: z.literal('trickle'),
		everyMs: ms.optional(),
		blanks: z.number().int().positive().optional(),
	}),
	/** Billed; the connection ends in the middle of the JSON, of a length that was told or of none. */
	z.object({ kind: z.literal('cutAnswer'), chunked: z.boolean().optional() }),
	/** Billed; 200 with a text that is not JSON. */
	z.object({
		kind: z.literal('notJson'),
		text: z.string().optional(),
		contentType: z.string().optional(),
	}),
	/** Billed; the proper answer among so many bytes of JSON. */
	z.object({ kind: z.literal('largeAnswer'), bytes: z.number().int().positive() }),
	/** 200 whose body says that it failed; nothing is billed. */
	z.object({
		kind: z.literal('successFalse'),
		code: z.string().optional(),
		message: z.string().optional(),
	}),
	/** Billed; 200 with no image in it. */
	z.object({ kind: z.literal('emptyData') }),
	/** The call is redirected; where to, by default, is a path of the simulator that has nothing. */
	z.object({
		kind: z.literal('redirect'),
		to: z.string().url().optional(),
		status: redirectStatus.optional(),
	}),
	/** Any answer at all. A text goes out as it is, anything else as JSON. */
	z.object({
		kind: z.literal('answer'),
		status: status.optional(),
		headers: headers.optional(),
		body: z.unknown(),
		billed: z.boolean().optional(),
	}),
	/** The image's URL ends in this, whatever the file is, e.g. `.jpg`, `` or `.php`. */
	z.object({ kind: z.literal('wrongExtension'), extension: z.string() }),
	shapeFault,
	/** Tasks asked for are shown in another form (endpoint `tasks`). */
	z.object({ kind: z.literal('taskShape'), shape: z.enum(TASK_SHAPES) }),
	/** The task's id is a number: in the answer, in the callback and in the task. */
	z.object({ kind: z.literal('numericTaskId') }),
	/** A call that waits gets `{"success":true,"task_id"}` at once; the task can be looked up. */
	z.object({ kind: z.literal('taskInstead') }),
	/** So many images more than ordered; billed as ordered. */
	z.object({ kind: z.literal('moreImages'), by: z.number().int().positive().optional() }),
	/**
	 * So many images fewer than ordered, at least one; billed as made. `told` says with the images why
	 * the others are missing (contract §5, partial success; the form is a guess).
	 */
	z.object({
		kind: z.literal('fewerImages'),
		by: z.number().int().positive().optional(),
		told: z.boolean().optional(),
	}),
] as const;
