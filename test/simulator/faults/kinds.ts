import { z } from 'zod';

import { ERROR_CODES } from '../contract/errors';
import type { ErrorCode } from '../contract/errors';

const errorCode = z.custom<ErrorCode>(
	(value) => ERROR_CODES.some((code) => code === value),
	`must be one of ${ERROR_CODES.join(', ')}`,
);
const status = z.number().int().min(200).max(599);
const ms = z.number().min(0);
const headers = z.record(z.string());

/** What can go wrong with an API call. */
const apiFaults = [
	/** The generation takes this much longer. */
	z.object({ kind: z.literal('latency'), ms }),
	/**
	 * An error of contract §2. `billed` says that the work is done and paid all the same; by default
	 * only a 504 is ("the task may still be running").
	 */
	z.object({
		kind: z.literal('error'),
		code: errorCode,
		message: z.string().optional(),
		status: status.optional(),
		retryAfterSeconds: z.number().min(0).optional(),
		retryAfterForm: z.enum(['seconds', 'date']).optional(),
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
	/** Billed; the connection ends in the middle of the JSON. */
	z.object({ kind: z.literal('cutAnswer') }),
	/** Billed; 200 with a text that is not JSON. */
	z.object({ kind: z.literal('notJson'), text: z.string().optional() }),
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
		status: z
			.union([z.literal(301), z.literal(302), z.literal(303), z.literal(307), z.literal(308)])
			.optional(),
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
] as const;

/** What can go wrong with the download of an image. */
const imageFaults = [
	/** The image host answers this status, with a text. */
	z.object({ kind: z.literal('imageStatus'), status }),
	/** The image comes with this header, whatever it is. */
	z.object({ kind: z.literal('imageContentType'), contentType: z.string().nullable() }),
	/** Honest Content-Length; the connection ends half-way. */
	z.object({ kind: z.literal('imageCut') }),
	/** Half the file, with a Content-Length that agrees: complete by HTTP, corrupt as an image. */
	z.object({ kind: z.literal('imageTruncated') }),
	/** 200 with an HTML page, e.g. of a captive portal. */
	z.object({ kind: z.literal('imageHtml'), contentType: z.string().optional() }),
	/** Redirect, by default to the same image, which is then served; `loop` never ends. */
	z.object({
		kind: z.literal('imageRedirect'),
		to: z.union([z.literal('loop'), z.string().url()]).optional(),
		status: z
			.union([z.literal(301), z.literal(302), z.literal(303), z.literal(307), z.literal(308)])
			.optional(),
	}),
	/** The image comes slowly. */
	z.object({ kind: z.literal('imageDrip'), bytesPerSecond: z.number().positive() }),
	/** This many bytes in place of the image; `declared` says whether a Content-Length tells. */
	z.object({
		kind: z.literal('imageOversized'),
		bytes: z.number().int().positive(),
		declared: z.boolean().optional(),
	}),
	/** The image host resets the connection. */
	z.object({ kind: z.literal('imageReset') }),
	/** The image host never answers. */
	z.object({ kind: z.literal('imageHang') }),
	/** The image host takes this much longer. */
	z.object({ kind: z.literal('imageLatency'), ms }),
] as const;

/** What can go wrong between a submitted task and its callback. Several can come together. */
const callbackFaults = [
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
	/** The images come as base64 (contract §4). */
	z.object({ kind: z.literal('callbackBase64') }),
	/** The callback arrives before the submission has been answered. */
	z.object({ kind: z.literal('callbackBeforeAnswer') }),
] as const;

export const ApiFaultSchema = z.discriminatedUnion('kind', [...apiFaults]);
export const ImageFaultSchema = z.discriminatedUnion('kind', [...imageFaults]);
export const CallbackFaultSchema = z.discriminatedUnion('kind', [...callbackFaults]);

export type ApiFault = z.infer<typeof ApiFaultSchema>;
export type ImageFault = z.infer<typeof ImageFaultSchema>;
export type CallbackFault = z.infer<typeof CallbackFaultSchema>;
export type Fault = ApiFault | ImageFault | CallbackFault;

export const FaultSchema = z.discriminatedUnion('kind', [
	...apiFaults,
	...imageFaults,
	...callbackFaults,
]);
