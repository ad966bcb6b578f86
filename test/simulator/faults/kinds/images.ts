import { z } from 'zod';

import { ODD_FILES } from '../../images/odd';
import { ms, status } from './parts';

/** What can go wrong with the download of an image. */
export const imageFaults = [
	/** The image host answers this status, with a text. */
	z.object({ kind: z.literal('imageStatus'), status }),
	/** 403 in XML, as the storage behind dall-e's links answers one that has expired. */
	z.object({ kind: z.literal('imageExpired') }),
	/** The image comes with this header, whatever it is. */
	z.object({ kind: z.literal('imageContentType'), contentType: z.string().nullable() }),
	/**
	 * The connection ends early: half-way through an honest Content-Length, half-way through a chunked
	 * answer, or after the whole file with a Content-Length that promised more.
	 */
	z.object({
		kind: z.literal('imageCut'),
		how: z.enum(['half', 'chunked', 'announcedMore']).optional(),
	}),
	/** Half the file, with a Content-Length that agrees: complete by HTTP, corrupt as an image. */
	z.object({ kind: z.literal('imageTruncated') }),
	/** 200, the right type, and not one byte. */
	z.object({ kind: z.literal('imageEmpty') }),
	/** Another file than was made, whole by HTTP and served under its own type. */
	z.object({ kind: z.literal('imageFile'), file: z.enum(ODD_FILES) }),
	/** 200 with an HTML page, e.g. of a captive portal. */
	z.object({ kind: z.literal('imageHtml'), contentType: z.string().optional() }),
	/** Redirect, by default to the same image, which is then served; `loop` never ends, and any text goes. */
	z.object({
		kind: z.literal('imageRedirect'),
		to: z.string().optional(),
		status: z.number().int().min(300).max(399).optional(),
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
