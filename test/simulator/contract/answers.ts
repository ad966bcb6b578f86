import type { ServedImage } from '../images/served';
import { shownId } from '../tasks/ids';
import type { ImageOrder } from './order';

export interface AnsweredImage {
	url?: string;
	b64_json?: string;
	revised_prompt: string;
}

/** `created` and `data`: the part that every family's answer has (contract §1, answers). */
export interface Created {
	/** Unix seconds; always 0 for nano-banana. */
	created: number;
	data: AnsweredImage[];
	/** With `usage`, which is for all images together: only where the platform says so (contract §5). */
	model?: string;
	usage?: { input_tokens: number; output_tokens: number; total_tokens: number };
}

/** A task's ids, and its times in ms. */
export interface WorkDone {
	taskId: string;
	traceId: string;
	startedAt: number;
	finishedAt: number;
}

/** dall-e rewrites prompts; gpt-image and nano-banana return them as they came (guide, examples). */
function revisedPrompt({ family, prompt }: ImageOrder): string {
	return family === 'dall-e' ? `${prompt}, shown in fine detail and a soft, even light.` : prompt;
}

/** The inner part of an answer; `base64` asks for the file itself in place of its URL. */
export function createdPart(
	order: ImageOrder,
	images: readonly ServedImage[],
	finishedAt: number,
	base64 = order.answersBase64,
): Created {
	const revised_prompt = revisedPrompt(order);
	return {
		created: order.family === 'nano-banana' ? 0 : Math.floor(finishedAt / 1000),
		data: images.map(({ url, file }) =>
			base64 ? { revised_prompt, b64_json: file.toString('base64') } : { revised_prompt, url },
		),
		...(order.answersUsage ? { model: order.model, usage: usageOf(order, images.length) } : {}),
	};
}

/** Tokens that grow with the prompt and with the number of images; the figures mean nothing. */
function usageOf({ prompt }: ImageOrder, images: number): Created['usage'] {
	const input_tokens = Math.ceil([...prompt].length / 4);
	const output_tokens = 4_160 * images;
	return { input_tokens, output_tokens, total_tokens: input_tokens + output_tokens };
}

/**
 * The synchronous answer. Only the gpt-image family tells the task's id (contract §1, answers).
 */
export function syncAnswer(order: ImageOrder, created: Created, work: WorkDone): object {
	if (order.family !== 'gpt-image') return created;
	return {
		success: true,
		task_id: shownId(work.taskId),
		trace_id: work.traceId,
		elapsed: (work.finishedAt - work.startedAt) / 1000,
		...created,
	};
}
