import { z } from 'zod';

import { ms } from './parts';

/** What can go wrong between a submitted task and its callback. Several can come together. */
export const callbackFaults = [
	z.object({ kind: z.literal('callbackForm'), form: z.enum(['nested', 'flat']) }),
	/** The task fails: a failure callback; nothing stays billed. */
	z.object({
		kind: z.literal('taskFails'),
		code: z.string().optional(),
		message: z.string().optional(),
	}),
	/** The callback comes this long after the task has ended. */
	z.object({ kind: z.literal('callbackDelay'), ms }),
	/** The callback comes so many times in all. */
	z.object({ kind: z.literal('callbackRepeated'), times: z.number().int().min(2) }),
	/** The callback never comes. The task itself ends, and can be looked up. */
	z.object({ kind: z.literal('callbackLost') }),
	/** Before the real one another comes, with a task id that nobody asked for. */
	z.object({ kind: z.literal('callbackForged'), taskId: z.string().optional() }),
	z.object({
		kind: z.literal('callbackMalformed'),
		shape: z.enum(['notJson', 'truncated', 'empty', 'array', 'noTaskId', 'noData', 'wrongTypes']),
	}),
	/** The JSON comes under this type, or under none. */
	z.object({ kind: z.literal('callbackContentType'), contentType: z.string().nullable() }),
	/** The images come as base64 (contract §4). */
	z.object({ kind: z.literal('callbackBase64') }),
	/** The callback arrives before the submission has been answered. */
	z.object({ kind: z.literal('callbackBeforeAnswer') }),
] as const;
